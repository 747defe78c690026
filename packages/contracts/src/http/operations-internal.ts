import { Type } from 'typebox'
import { json, type Operation } from './operation.ts'
import { RedeemedTicket, RedeemTicket } from './socket.ts'

/** Routes between services and for whoever runs them; the gateway forwards none, and OpenAPI does not show them. */
export const internalOperations: readonly Operation[] = [
  {
    id: 'redeemTicket',
    method: 'post',
    path: '/internal/ws/redeem',
    service: 'auth',
    open: true,
    tag: 'live',
    summary: 'Trade a socket ticket, once, for the token that it stands for',
    body: json(RedeemTicket),
    answers: { 200: { description: 'The token', content: json(RedeemedTicket) } },
    errors: ['auth.not_authenticated'],
  },
  {
    id: 'metrics',
    method: 'get',
    path: '/metrics',
    service: 'gateway',
    open: true,
    tag: 'platform',
    summary: 'How the process is doing, for Prometheus; the gateway tells it at a port of its own',
    answers: { 200: { description: 'Metrics', content: { 'text/plain': Type.String() } } },
  },
]
