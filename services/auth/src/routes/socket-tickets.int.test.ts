import { check, RedeemedTicket, SocketTicket } from '@filling/contracts'
import jwt from 'jsonwebtoken'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startAuth, type TestAuth } from '../test-auth.ts'

let auth: TestAuth
beforeAll(async () => {
  auth = await startAuth()
})
afterAll(() => auth.close())

let people = 0
const bought = async () => {
  people += 1
  const person = await auth.person(`ticket-${people}@example.com`)
  const headers = { authorization: `Bearer ${person.tokens.access_token}` }
  const response = await auth.call('/api/v1/ws/ticket', { method: 'POST', headers })
  expect(response.status).toBe(201)
  expect(response.headers.get('cache-control')).toBe('no-store')
  const body = (await response.json()) as SocketTicket
  expect(check(SocketTicket, body).ok).toBe(true)
  return { ...person, ticket: body.ticket }
}
const redeem = (ticket: string) => auth.post('/internal/ws/redeem', { ticket })

it('a ticket stands for the token it was bought with, and lasts no longer', async () => {
  const { tokens, ticket, user } = await bought()
  const response = await redeem(ticket)
  const body = (await response.json()) as RedeemedTicket
  expect(check(RedeemedTicket, body).ok).toBe(true)
  const claims = (token: string) => jwt.decode(token) as jwt.JwtPayload
  expect(claims(body.access_token)).toMatchObject({ sub: String(user.id), sid: claims(tokens.access_token).sid })
  expect(claims(body.access_token).exp).toBeLessThanOrEqual(claims(tokens.access_token).exp!)
})

it('of twenty who bring a ticket at once exactly one gets in', async () => {
  const { ticket } = await bought()
  const answers = await Promise.all(Array.from({ length: 20 }, () => redeem(ticket)))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(401)])
})

it.each([
  ['has expired', sql`update auth.socket_ticket set expires_at = now()`],
  ['belongs to a closed account', sql`update auth.account set is_active = false`],
  ['belongs to a sign-in that was ended', sql`update auth.sign_in set revoked_at = now()`],
  ['outlived its token', sql`update auth.socket_ticket set token_until = now()`],
])('a ticket is worth nothing when it %s', async (_name, spoil) => {
  const { ticket } = await bought()
  await spoil.execute(auth.db)
  expect((await redeem(ticket)).status).toBe(401)
})

it('nobody gets a ticket without a token, or in with a made-up one', async () => {
  expect((await auth.call('/api/v1/ws/ticket', { method: 'POST' })).status).toBe(401)
  expect((await redeem('made-up')).status).toBe(401)
  expect((await auth.post('/internal/ws/redeem', { ticket: '' })).status).toBe(400)
})

it('tickets that nobody used are swept up by the next buyer', async () => {
  await bought()
  await sql`update auth.socket_ticket set expires_at = now() - interval '1 second'`.execute(auth.db)
  await bought()
  const { rows } = await sql`select from auth.socket_ticket`.execute(auth.db)
  expect(rows).toHaveLength(1)
})
