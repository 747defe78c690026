import type { TObject, TSchema } from 'typebox'
import { type Component, componentsInto, mapValues } from './components.ts'
import { type ErrorCode, errorCodes, passingStatuses } from './errors.ts'
import { ErrorBody, Problem } from './http/error.ts'
import type { Answer, Operation } from './http/operation.ts'
import { operations } from './http/operations.ts'
import { SocketMessage, SocketRequest } from './http/socket.ts'

/** Errors that any route may give, because the gateway gives them before a service is asked. */
const commonErrors: readonly ErrorCode[] = [
  'request.rate_limited',
  'service.internal',
  'service.unavailable',
  'service.timeout',
]
const bodyErrors: readonly ErrorCode[] = [
  'request.malformed',
  'request.invalid',
  'request.too_large',
  'request.unsupported_media_type',
]

/** Statuses that an operation may answer with, and the codes behind each. */
export const errorsOf = (operation: Operation): ReadonlyMap<number, readonly ErrorCode[]> => {
  const codes: readonly ErrorCode[] = [
    ...commonErrors,
    ...(operation.open ? [] : (['auth.not_authenticated'] as const)),
    ...(operation.body ? bodyErrors : operation.query ? (['request.invalid'] as const) : []),
    ...(operation.errors ?? []),
  ]
  return Map.groupBy(codes, (code) => errorCodes[code].status)
}

/** OpenAPI 3.1, printed from the operations table; named schemas become components. */
export const openApi = (version: string): object => {
  const schemas: Record<string, object> = {}
  const component = componentsInto(schemas)
  const paths: Record<string, Record<string, object>> = {}
  for (const operation of operations) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describe(operation, component) }
  }
  // OpenAPI has no words for a WebSocket; its frames are at least described.
  for (const frame of [SocketRequest, SocketMessage]) component(frame)
  return {
    openapi: '3.1.0',
    info: {
      title: 'Filling Scheduler',
      version,
      description: 'Plans sterile vial-filling lines and proves how good every plan is.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [{ name: 'auth' }, { name: 'schedules' }, { name: 'live' }, { name: 'operators' }, { name: 'platform' }],
    security: [{ bearer: [] }],
    paths,
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } }, schemas },
  }
}

const describe = (operation: Operation, component: Component): object => ({
  operationId: operation.id,
  tags: [operation.tag],
  summary: operation.summary,
  ...(operation.open ? { security: [] } : {}),
  parameters: [
    ...parameters('path', operation.params, component),
    ...parameters('query', operation.query, component),
    ...parameters('header', operation.headers, component),
  ],
  ...(operation.body ? { requestBody: { required: true, content: media(operation.body, component) } } : {}),
  responses: {
    ...mapValues(operation.answers, (answer) => respond(answer, component)),
    ...errorResponses(operation, component),
  },
})

const parameters = (place: string, fields: TObject | undefined, component: Component): object[] =>
  Object.entries(fields?.properties ?? {}).map(([name, schema]) => ({
    name,
    in: place,
    required: place === 'path' || (fields?.required as readonly string[] | undefined)?.includes(name) === true,
    schema: component(schema),
  }))

const respond = ({ description, content, headers }: Answer, component: Component): object => ({
  description,
  ...(content ? { content: media(content, component) } : {}),
  ...(headers ? { headers: mapValues(headers, (text) => ({ description: text, schema: { type: 'string' } })) } : {}),
})

const errorResponses = (operation: Operation, component: Component): Record<string, object> =>
  Object.fromEntries(
    [...errorsOf(operation)].map(([status, codes]) => [
      status,
      {
        description: codes.map((code) => `\`${code}\``).join(', '),
        ...(passingStatuses.includes(status) ? { headers: retryAfter } : {}),
        content: media({ 'application/json': ErrorBody, 'application/problem+json': Problem }, component),
      },
    ]),
  )

const retryAfter = {
  'Retry-After': { description: 'Seconds to wait before trying again', schema: { type: 'integer' } },
}

const media = (content: Readonly<Record<string, TSchema>>, component: Component): Record<string, object> =>
  mapValues(content, (schema) => ({ schema: component(schema) }))
