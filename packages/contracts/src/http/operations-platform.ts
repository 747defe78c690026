import { Type } from 'typebox'
import { Health, Readiness } from './health.ts'
import { json, type Operation } from './operation.ts'

const open = { method: 'get', service: 'gateway', open: true, tag: 'platform' } as const
const page = { 200: { description: 'A page', content: { 'text/html': Type.String() } } }

export const platformOperations: readonly Operation[] = [
  {
    ...open,
    id: 'health',
    path: '/health',
    summary: 'Is the process alive',
    answers: { 200: { description: 'Alive', content: json(Health) } },
  },
  {
    ...open,
    id: 'readiness',
    path: '/readyz',
    summary: 'Can work be accepted',
    answers: {
      200: { description: 'Ready', content: json(Readiness) },
      503: { description: 'Not ready; the body names what is missing', content: json(Readiness) },
    },
  },
  {
    ...open,
    id: 'openapi',
    path: '/openapi.json',
    summary: 'This document',
    answers: { 200: { description: 'OpenAPI 3.1', content: json(Type.Object({}, { additionalProperties: true })) } },
  },
  {
    ...open,
    id: 'asyncapi',
    path: '/asyncapi.json',
    summary: 'The messages and sockets behind this API',
    answers: { 200: { description: 'AsyncAPI 3.0', content: json(Type.Object({}, { additionalProperties: true })) } },
  },
  { ...open, id: 'swaggerUi', path: '/docs', summary: 'Try the API in a browser', answers: page },
  { ...open, id: 'redoc', path: '/redoc', summary: 'Read the API in a browser', answers: page },
  { ...open, id: 'messages', path: '/asyncapi', summary: 'Read about the messages in a browser', answers: page },
]
