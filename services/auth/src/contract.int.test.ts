import { errorsOf, type Operation, type TokenPair, traffic } from '@filling/contracts'
import { checkedFetchOf, requestsOf, routesOf } from '@filling/test-kit/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { password, startAuth, type TestAuth } from './test-auth.ts'

/** Auth alone on its database: it asks nobody and says nothing on the broker. */
const table = traffic.auth
const ask = checkedFetchOf(table.serves)
let auth: TestAuth
let tokens: TokenPair
beforeAll(async () => {
  auth = await startAuth()
  tokens = (await auth.person('contract@example.com')).tokens
})
afterAll(() => auth.close())

const post = (path: string, body: string | URLSearchParams, headers: Record<string, string> = {}) =>
  ask(auth.url + path, {
    method: 'POST',
    body,
    headers: typeof body === 'string' ? { 'content-type': 'application/json', ...headers } : headers,
  })
const json = JSON.stringify
const codeOf = async (response: Response) => ((await response.json()) as { code?: string }).code
const bearer = () => ({ authorization: `Bearer ${tokens.access_token}` })

describe.each(table.serves)('$method $path', (operation) => {
  it('answers every request of its contract as its contract says', async () => {
    for (const { path, ...request } of requestsOf(operation)) {
      const headers = { ...request.headers, ...(operation.open || operation.id === 'logout' ? {} : bearer()) }
      expect((await ask(auth.url + path, { ...request, headers })).status).toBeLessThan(500)
    }
  })
})

describe.each(table.serves.filter(({ open }) => !open))('$method $path', ({ method, path }) => {
  it('is closed without a token', async () => {
    expect((await ask(auth.url + path, { method: method.toUpperCase() })).status).toBe(401)
  })
})

describe('every success that is described happens', () => {
  it.each<[string, number, () => Promise<Response>]>([
    ['register', 201, () => post('/api/v1/auth/register', json({ email: 'new@example.com', password }))],
    ['login', 200, () => post('/api/v1/auth/login', json({ email: 'contract@example.com', password }))],
    [
      'login',
      200,
      () => post('/api/v1/auth/login', new URLSearchParams({ username: 'contract@example.com', password })),
    ],
    ['refresh', 200, () => post('/api/v1/auth/refresh', json({ refresh_token: tokens.refresh_token }))],
    ['me', 200, () => ask(`${auth.url}/api/v1/auth/me`, { headers: bearer() })],
    ['jwks', 200, () => ask(`${auth.url}/.well-known/jwks.json`)],
    ['createSocketTicket', 201, () => ask(`${auth.url}/api/v1/ws/ticket`, { method: 'POST', headers: bearer() })],
    [
      'redeemTicket',
      200,
      async () => {
        const bought = await ask(`${auth.url}/api/v1/ws/ticket`, { method: 'POST', headers: bearer() })
        return post('/internal/ws/redeem', json({ ticket: ((await bought.json()) as { ticket: string }).ticket }))
      },
    ],
    ['logout', 200, () => ask(`${auth.url}/api/v1/auth/logout`, { method: 'POST', headers: bearer() })],
  ])('%s answers %i', async (_id, status, call) => expect((await call()).status).toBe(status))
})

/** Made by the gateway or by bad luck, not by auth. */
const notOurs = ['request.rate_limited', 'service.internal', 'service.unavailable', 'service.timeout']
const closing = { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } }

const provoked: Readonly<Record<string, (operation: Operation) => Promise<Response>>> = {
  'auth.email_taken': () => post('/api/v1/auth/register', json({ email: 'Contract@example.com', password })),
  'auth.invalid_credentials': () =>
    post('/api/v1/auth/login', json({ email: 'contract@example.com', password: 'wrong' })),
  'auth.refresh_rejected': () => post('/api/v1/auth/refresh', json({ refresh_token: 'nonsense' })),
  'auth.not_authenticated': ({ method, path, body }) =>
    body ? post(path, json({ ticket: 'nonsense' })) : ask(auth.url + path, { method: method.toUpperCase() }),
  'request.malformed': ({ path }) => ask(auth.url + path, closing),
  'request.invalid': ({ path }) => post(path, '{"shoe_size":44}'),
  'request.too_large': ({ path }) => post(path, json({ password: 'x'.repeat(100_000) })),
  'request.unsupported_media_type': ({ path }) => post(path, '<xml/>', { 'content-type': 'application/xml' }),
}

describe('every refusal that is described happens', () => {
  const cases = table.serves.flatMap((operation) =>
    [...errorsOf(operation).values()]
      .flat()
      .filter((code) => !notOurs.includes(code) && !['health', 'readiness', 'metrics'].includes(operation.id))
      .map((code) => ({ id: operation.id, code, operation })),
  )
  it.each(cases)('$id says $code', async ({ operation, code }) => {
    expect(await codeOf(await provoked[code]!(operation))).toBe(code)
  })
})

it('there is no route without an operation, and no operation without a route', async () => {
  const named = table.serves.map(({ method, path }) => `${method.toUpperCase()} ${path}`)
  expect(await routesOf(auth.url)).toEqual(named.sort())
})
