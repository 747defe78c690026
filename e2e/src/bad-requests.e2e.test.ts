import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask } from './harness/ask.ts'
import { newPlanner, type Planner, type System, startSystem } from './harness/system.ts'

let system: System
let planner: Planner
beforeAll(async () => {
  system = await startSystem()
  planner = await newPlanner(system)
})
afterAll(() => system?.close())

describe('sign-up and sign-in', () => {
  const call = (path: string, json: unknown) => ask(`${system.url}/api/v1/auth/${path}`, { method: 'POST', json })

  it.each([
    [{ email: 'no-address', password: 'long enough' }],
    [{ email: 'a@example.com', password: 'short' }],
    [{ email: 'a@example.com', password: 'x'.repeat(129) }],
    [{ email: 'a@example.com' }],
    [{ email: 'a@example.com', password: 'long enough', is_superuser: true }],
    [[]],
  ])('register refuses %j', async (body) => {
    expect(await call('register', body)).toMatchObject({ status: 400, body: { code: 'request.invalid' } })
  })

  it('login says the same for a wrong password and for nobody', async () => {
    const wrong = await call('login', { email: planner.email, password: 'not the one' })
    const nobody = await call('login', { email: 'nobody@example.com', password: 'not the one' })
    expect(wrong).toMatchObject({ status: 401, body: { code: 'auth.invalid_credentials' } })
    expect(nobody.body.detail).toBe(wrong.body.detail)
    expect(nobody.headers.get('www-authenticate')).toBe('Bearer')
  })

  it('login takes the documented form', async () => {
    const body = new URLSearchParams({ username: planner.email, password: planner.password }).toString()
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    expect(await ask(`${system.url}/api/v1/auth/login`, { method: 'POST', headers, body })).toMatchObject({
      status: 200,
    })
  })
})

describe('an address that is not served', () => {
  it.each([
    '/nothing',
    '/api/v1/nothing',
    '/api/v2/schedules',
    '/api/v1/schedule/1/2/3',
    '/api/v1/schedules/',
    '//api/v1/schedules',
  ])('%s', async (path) => {
    const { status, body } = await ask(system.url + path, { token: planner.token })
    expect([status, body.code]).toEqual([404, 'request.no_such_route'])
  })

  it('a method that is not served', async () => {
    const answer = await ask(`${system.url}/api/v1/schedules`, { method: 'DELETE', token: planner.token })
    expect([404, 405]).toContain(answer.status)
  })

  it('problem details for who asks for them', async () => {
    const answer = await ask(`${system.url}/api/v1/schedule/999999`, {
      token: planner.token,
      headers: { Accept: 'application/problem+json' },
    })
    expect(answer.body).toMatchObject({ status: 404, title: 'Not Found', code: 'schedule.not_found' })
  })
})
