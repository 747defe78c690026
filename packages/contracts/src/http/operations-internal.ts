import { json, type Operation } from './operation.ts'
import { RedeemedTicket, RedeemTicket } from './socket.ts'

/** Routes between services; the gateway forwards none of them, and OpenAPI does not show them. */
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
]
