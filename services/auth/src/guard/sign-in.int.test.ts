import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { signInGuardIn } from '../adapters/sign-in-guard.ts'
import { password, startAuth, type TestAuth } from '../test-auth.ts'

/** Two replicas: what one counts, the other must know. */
let one: TestAuth
let other: TestAuth
beforeAll(async () => {
  one = await startAuth()
  other = await startAuth(one.databaseUrl)
})
afterAll(async () => {
  await other.close()
  await one.close()
})
beforeEach(async () => {
  await sql`delete from auth.sign_in_guard`.execute(one.db)
})

let people = 0
const someone = async (): Promise<string> => {
  people += 1
  const email = `guarded-${people}@example.com`
  await one.register(email)
  return email
}
const login = (email: string, secret: string, address = '10.0.0.1', auth = one) =>
  auth.post('/api/v1/auth/login', { email, password: secret }, { 'x-caller-address': address })
const guess = (email: string, address?: string, auth?: TestAuth) => login(email, 'a wrong guess', address, auth)
const statuses = async (times: number, send: (at: number) => Promise<Response>) => {
  const seen: number[] = []
  for (let at = 0; at < times; at += 1) seen.push((await send(at)).status)
  return seen
}
/** Time passes for everything that was counted. */
const wait = (seconds: number) =>
  sql`update auth.sign_in_guard set failed_at = failed_at - ${seconds} * interval '1 second'`.execute(one.db)
const retryAfter = async (answer: Promise<Response>) => Number((await answer).headers.get('retry-after'))

describe('failed sign-ins to one account from one address', () => {
  it('have to wait after the sixth, whichever replica is asked, and the right password too', async () => {
    const email = await someone()
    expect(await statuses(7, (at) => guess(email, '10.0.0.1', at % 2 ? one : other))).toEqual([
      ...Array(6).fill(401),
      429,
    ])
    const refused = await login(email, password, '10.0.0.1', other)
    expect(refused.status).toBe(429)
    expect(refused.headers.get('retry-after')).toBe('1')
    expect(await refused.json()).toMatchObject({ code: 'request.rate_limited' })
  })

  it('wait twice as long each time, and a quarter of an hour at most', async () => {
    const email = await someone()
    await statuses(6, () => guess(email))
    for (const seconds of [1, 2, 4, 8]) {
      expect(await retryAfter(guess(email))).toBe(seconds)
      await wait(seconds)
      expect((await guess(email)).status).toBe(401)
    }
    await sql`update auth.sign_in_guard set failures = 1000`.execute(one.db)
    expect(await retryAfter(guess(email))).toBe(900)
    await wait(900)
    expect((await login(email, password)).status).toBe(200)
  })

  it('are forgiven by a success', async () => {
    const email = await someone()
    expect(await statuses(5, () => guess(email))).toEqual(Array(5).fill(401))
    expect((await login(email, password)).status).toBe(200)
    expect(await statuses(6, () => guess(email))).toEqual(Array(6).fill(401))
  })

  it('are forgotten after a day', async () => {
    const email = await someone()
    await statuses(8, () => guess(email))
    await wait(86_401)
    await signInGuardIn(one.db).purge()
    expect((await sql`select from auth.sign_in_guard`.execute(one.db)).rows).toEqual([])
  })

  it('count each, though a hundred come at once to two replicas', async () => {
    const email = await someone()
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, at) => guess(email, '10.0.0.1', at % 2 ? one : other)),
    )
    expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(7)
  })

  it('look the same for an account that does not exist, in every spelling', async () => {
    const email = await someone()
    const spellings = (address: string) => [address, address.toUpperCase()]
    const seen = (name: string) => statuses(8, (at) => guess(spellings(name)[at % 2] ?? name))
    expect(await seen('nobody-at-all@example.com')).toEqual(await seen(email))
  })
})

describe('somebody who guesses elsewhere', () => {
  const attack = (email: string) => statuses(27, (at) => guess(email, `192.0.2.${at}`))

  it('has to wait wherever he comes from', async () => {
    const email = await someone()
    expect(await attack(email)).toEqual([...Array(26).fill(401), 429])
  })

  it('does not lock the owner out of a place where they signed in before', async () => {
    const email = await someone()
    expect((await login(email, password, '10.9.9.9')).status).toBe(200)
    await attack(email)
    expect((await login(email, password, '10.9.9.9')).status).toBe(200)
  })

  it('keeps the owner from a new place for a minute at most', async () => {
    const email = await someone()
    await attack(email)
    await sql`update auth.sign_in_guard set failures = 100000`.execute(one.db)
    expect(await retryAfter(login(email, password, '10.8.8.8'))).toBe(60)
    await wait(60)
    expect((await login(email, password, '10.8.8.8')).status).toBe(200)
  })
})

describe('one address that tries many accounts', () => {
  const spray = (from = 0) => statuses(52, (at) => guess(`victim-${from + at}@example.com`, '192.0.2.200'))

  it('has to wait, and a success with an account of its own gives it nothing back', async () => {
    const own = await someone()
    await login(own, password, '192.0.2.200')
    expect(await spray()).toEqual([...Array(51).fill(401), 429])
    expect((await login(own, password, '192.0.2.200')).status).toBe(200)
    expect((await guess('victim-100@example.com', '192.0.2.200')).status).toBe(429)
  })

  it('leaves its colleagues alone who have signed in there before', async () => {
    const colleague = await someone()
    await login(colleague, password, '192.0.2.200')
    await spray()
    expect((await login(colleague, password, '192.0.2.200')).status).toBe(200)
  })
})

it('sixty right ones at once are all let in', async () => {
  const email = await someone()
  const answers = await Promise.all(Array.from({ length: 60 }, () => login(email, password)))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
})

it('stores no address of anybody', async () => {
  const email = await someone()
  await guess(email, '192.0.2.77')
  const { rows } = await sql<{ row: string }>`select g::text as row from auth.sign_in_guard g`.execute(one.db)
  expect(rows).toHaveLength(3)
  expect(rows.map(({ row }) => row).join()).not.toMatch(/example|192\.0/)
})
