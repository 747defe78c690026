import { afterEach, describe, expect, it } from 'vitest'
import { startGateway, type TestGateway } from '../test-gateway.ts'
import { tokenOf } from '../test-tokens.ts'

let gateway: TestGateway
afterEach(() => gateway.close())

const json = { 'content-type': 'application/json' }
const login = (email: string, headers: Record<string, string> = {}) =>
  gateway.call('/api/v1/auth/login', {
    method: 'POST',
    body: JSON.stringify({ email, password: 'guess' }),
    headers: { ...json, ...headers },
  })
const statuses = async (times: number, send: () => Promise<Response>) => {
  const seen: number[] = []
  for (let time = 0; time < times; time += 1) seen.push((await send()).status)
  return seen
}
describe('a user', () => {
  it('may send so many requests a minute, and is told how many are left', async () => {
    gateway = await startGateway({ RATE_LIMIT_PER_MINUTE: '3' })
    const first = await gateway.call('/api/v1/schedules', { user: 1 })
    expect(first.headers.get('ratelimit-limit')).toBe('3')
    expect(first.headers.get('ratelimit-remaining')).toBe('2')
    expect(Number(first.headers.get('ratelimit-reset'))).toBeGreaterThan(50)

    expect(await statuses(3, () => gateway.call('/api/v1/schedules', { user: 1 }))).toEqual([200, 200, 429])
    const refused = await gateway.call('/api/v1/schedules', { user: 1 })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(50)
    expect(await refused.json()).toMatchObject({ code: 'request.rate_limited' })
    expect(gateway.scheduler.seen).toHaveLength(3)
  })

  it('has a limit of their own, whatever others do and however many tokens they hold', async () => {
    gateway = await startGateway({ RATE_LIMIT_PER_MINUTE: '2' })
    const own = () => gateway.call('/api/v1/schedules', { headers: { authorization: `Bearer ${tokenOf(1)}` } })
    expect(await statuses(3, own)).toEqual([200, 200, 429])
    expect((await gateway.call('/api/v1/schedules', { user: 2 })).status).toBe(200)
  })

  it('is not limited where the limit is 0', async () => {
    gateway = await startGateway({ RATE_LIMIT_PER_MINUTE: '0', SIGN_IN_LIMIT_PER_MINUTE: '0' })
    const response = await gateway.call('/api/v1/schedules', { user: 1 })
    expect(response.headers.get('ratelimit-limit')).toBeNull()
    expect(new Set(await statuses(50, () => login('a@b.de')))).toEqual(new Set([200]))
  })
})

describe('a stranger', () => {
  it('with forged tokens is counted by address, apart from the users there', async () => {
    gateway = await startGateway({ RATE_LIMIT_PER_MINUTE: '2' })
    const forged = () => gateway.call('/api/v1/schedules', { headers: { authorization: 'Bearer a.b.c' } })
    expect(await statuses(3, forged)).toEqual([401, 401, 429])
    expect((await gateway.call('/api/v1/schedules', { user: 1 })).status).toBe(200)
  })

  it('cannot choose the address that is counted', async () => {
    gateway = await startGateway({ SIGN_IN_LIMIT_PER_MINUTE: '2' })
    let from = 0
    const next = () => {
      from += 1
      return login(`${from}@b.de`, { 'x-forwarded-for': `10.0.0.${from}` })
    }
    expect(await statuses(3, next)).toEqual([200, 200, 429])
  })

  it('is counted by the address that a trusted proxy saw', async () => {
    gateway = await startGateway({ SIGN_IN_LIMIT_PER_MINUTE: '2', TRUSTED_PROXIES: '1' })
    const from = (address: string) => statuses(3, () => login('a@b.de', { 'x-forwarded-for': address }))
    expect(await from('6.6.6.6, 10.0.0.1')).toEqual([200, 200, 429])
    expect(await from('6.6.6.6, 10.0.0.2')).toEqual([200, 200, 429])
  })
})

describe('signing in', () => {
  it('and registering share a limit by address, stricter than the others', async () => {
    gateway = await startGateway({ SIGN_IN_LIMIT_PER_MINUTE: '2' })
    const register = () => gateway.call('/api/v1/auth/register', { method: 'POST', body: '{}', headers: json })
    expect([(await register()).status, (await login('a@b.de')).status]).toEqual([200, 200])
    expect([(await register()).status, (await login('a@b.de')).status]).toEqual([429, 429])
    expect((await gateway.call('/api/v1/auth/refresh', { method: 'POST', body: '{}', headers: json })).status).toBe(200)
  })

  it('tells auth where it comes from, and only auth, and nobody else may', async () => {
    gateway = await startGateway({ TRUSTED_PROXIES: '1' })
    await login('a@b.de', { 'x-forwarded-for': '2001:db8:1:2:3:4:5:6', 'x-caller-address': '6.6.6.6' })
    await gateway.call('/api/v1/schedules', { user: 1, headers: { 'x-caller-address': '6.6.6.6' } })
    const told = ({ headers }: { readonly headers: readonly string[] }) =>
      headers.flatMap((name, at) => (name.toLowerCase() === 'x-caller-address' ? headers[at + 1] : []))
    expect(gateway.auth.seen.map(told)).toEqual([['2001:db8:1:2::/64']])
    expect(gateway.scheduler.seen.map(told)).toEqual([[]])
  })

  it('passes the body on as it came', async () => {
    gateway = await startGateway()
    await login('anna@example.com')
    expect(gateway.auth.seen[0]?.body.toString()).toBe('{"email":"anna@example.com","password":"guess"}')
  })

  it.each(['not json', '[]', 'null', '{"email":{"a":1}}', ''])('leaves %s for auth to refuse', async (body) => {
    gateway = await startGateway()
    await gateway.call('/api/v1/auth/login', { method: 'POST', body, headers: json })
    expect(gateway.auth.seen[0]?.body.toString()).toBe(body)
  })
})
