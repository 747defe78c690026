import { type RedeemedTicket, RedeemTicket, type SocketTicket } from '@filling/contracts'
import {
  callerOf,
  jsonBody,
  notAuthenticated,
  parseBody,
  requireCaller,
  type TokenVerifier,
} from '@filling/service-kit'
import { Router } from 'express'
import type { SignToken } from '../access-token.ts'
import type { SocketTickets } from '../adapters/socket-tickets.ts'
import { bodyLimitBytes } from './body-limit.ts'

export interface SocketTicketParts {
  readonly tickets: SocketTickets
  readonly sign: SignToken
  readonly verifier: TokenVerifier
}

/** A ticket stands for the token it was bought with. It is redeemed by gateways; no public route leads there. */
export const socketTicketRoutes = ({ tickets, sign, verifier }: SocketTicketParts): Router => {
  const router = Router()

  router.post('/api/v1/ws/ticket', requireCaller(verifier), async (_req, res) => {
    const { id, signInId, expiresAtMs } = callerOf(res)
    const answer: SocketTicket = await tickets.create({ accountId: id, signInId, tokenUntilMs: expiresAtMs })
    res.status(201).set('Cache-Control', 'no-store').json(answer)
  })

  router.post('/internal/ws/redeem', ...jsonBody(bodyLimitBytes), async (req, res) => {
    const redeemed = await tickets.redeem(parseBody(RedeemTicket, req).ticket)
    if (!redeemed) throw notAuthenticated('no such ticket')
    const answer: RedeemedTicket = { access_token: sign(redeemed, redeemed.secondsLeft) }
    res.set('Cache-Control', 'no-store').json(answer)
  })

  return router
}
