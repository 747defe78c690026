import { gzipSync } from 'node:zlib'
import { AccessClaims, check, TokenPair } from '@filling/contracts'
import { eventually } from '@filling/test-kit'
import jwt from 'jsonwebtoken'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { password, startAuth, type TestAuth } from '../test-auth.ts'

let auth: TestAuth
let people = 0
beforeAll(async () => {
  auth = await startAuth()
})
afterAll(() => auth.close())

const someone = () => {
  people += 1
  return auth.person(`person-${people}@example.com`)
}
const pairIn = async (response: Response): Promise<TokenPair> => {
  expect(response.status).toBe(200)
  return (await response.json()) as TokenPair
}
const form = (fields: Record<string, string>) =>
  auth.call('/api/v1/auth/login', { method: 'POST', body: new URLSearchParams(fields) })

describe('signing in', () => {
  it('gives a pair of tokens that nobody may store on the way', async () => {
    await auth.register('pair@example.com')
    const response = await auth.login('PAIR@example.com')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(check(TokenPair, await response.json()).ok).toBe(true)
  })

  it('takes the OAuth2 form with its extra fields', async () => {
    await auth.register('form@example.com')
    const response = await form({ username: 'form@example.com', password, grant_type: 'password', scope: '' })
    expect(check(TokenPair, await response.json()).ok).toBe(true)
  })

  it.each([
    ['application/json', JSON.stringify({ email: 'small@example.com', password })],
    ['application/x-www-form-urlencoded', `username=small@example.com&password=${password}`],
  ])('takes no compressed %s, which nobody on the way could count', async (type, body) => {
    await auth.register('small@example.com')
    const headers = { 'content-type': type, 'content-encoding': 'gzip' }
    const response = await auth.call('/api/v1/auth/login', { method: 'POST', headers, body: gzipSync(body) })
    expect(response.status).toBe(415)
  })

  it('names the user, the sign-in and fifteen minutes in the access token', async () => {
    const { user, tokens } = await someone()
    const { header, payload } = jwt.decode(tokens.access_token, { complete: true }) as jwt.Jwt
    expect(header).toMatchObject({ alg: 'ES256', kid: expect.any(String) })
    const checked = check(AccessClaims, payload)
    if (!checked.ok) throw new Error(checked.errors.join())
    expect(checked.value).toMatchObject({ sub: String(user.id), email: user.email, is_superuser: false })
    expect(checked.value.exp - checked.value.iat).toBe(900)
    expect(checked.value.sid).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('says the same to a wrong password, an unknown address and a closed account', async () => {
    const { user } = await someone()
    const { user: closed } = await someone()
    await auth.db.updateTable('auth.account').set({ is_active: false }).where('id', '=', closed.id).execute()
    const answers = await Promise.all([
      auth.login(user.email, 'wrong password'),
      auth.login('nobody@example.com'),
      auth.login(closed.email),
      form({ username: 'nobody@example.com', password }),
    ])
    for (const answer of answers) {
      expect(answer.status).toBe(401)
      expect(answer.headers.get('www-authenticate')).toBe('Bearer')
      expect(await answer.json()).toMatchObject({
        detail: 'Incorrect email or password',
        code: 'auth.invalid_credentials',
      })
    }
  })

  it('takes as long for an unknown address as for a wrong password', async () => {
    const { user } = await someone()
    const timed = async (email: string) => {
      const start = performance.now()
      await (await auth.login(email, 'wrong password')).text()
      return performance.now() - start
    }
    const fastest = async (emailOf: (round: number) => string) => {
      const times: number[] = []
      for (let round = 0; round < 6; round += 1) times.push(await timed(emailOf(round)))
      return Math.min(...times)
    }
    // Without a hash to check, an unknown address takes a tenth of the time, however busy the machine is.
    await eventually(async () => {
      await sql`delete from auth.sign_in_guard`.execute(auth.db)
      const ratio = (await fastest((round) => `nobody-${round}@example.com`)) / (await fastest(() => user.email))
      return ratio > 0.7 && ratio < 1.4
    })
  })

  it.each([
    ['a NUL in the address', { email: 'a\u0000@b.de', password }],
    ['no password', { email: 'a@b.de' }],
    ['an unknown field', { email: 'a@b.de', password, remember: true }],
    ['a password of 2000 characters', { email: 'a@b.de', password: 'x'.repeat(2_000) }],
  ])('refuses %s as a bad request', async (_name, body) => {
    expect((await auth.post('/api/v1/auth/login', body)).status).toBe(400)
  })

  it('refuses a form that names two users', async () => {
    const body = `username=a%40b.de&username=c%40d.de&password=${password}`
    const response = await auth.post('/api/v1/auth/login', body, {
      'content-type': 'application/x-www-form-urlencoded',
    })
    expect(response.status).toBe(400)
  })

  it('survives lone surrogates and unusual letters', async () => {
    for (const email of ['\ud800', 'ǅ@example.com', 'İ@example.com', "' or 1=1 --"]) {
      expect((await auth.login(email)).status).toBe(401)
    }
  })
})

describe('a refresh token', () => {
  it('gives the next pair, which belongs to the same sign-in', async () => {
    const { tokens } = await someone()
    const next = await pairIn(await auth.refresh(tokens.refresh_token))
    expect(next.refresh_token).not.toBe(tokens.refresh_token)
    const sid = (pair: TokenPair) => (jwt.decode(pair.access_token) as AccessClaims).sid
    expect(sid(next)).toBe(sid(tokens))
    expect((await auth.me(next.access_token)).status).toBe(200)
  })

  it('that is used twice ends its whole family, and no other', async () => {
    const { user, tokens } = await someone()
    const other = await pairIn(await auth.login(user.email))
    const second = await pairIn(await auth.refresh(tokens.refresh_token))
    const third = await pairIn(await auth.refresh(second.refresh_token))

    const again = await auth.refresh(tokens.refresh_token)
    expect(again.status).toBe(401)
    expect(await again.json()).toMatchObject({ code: 'auth.refresh_rejected' })
    expect((await auth.refresh(third.refresh_token)).status).toBe(401)
    expect((await auth.refresh(other.refresh_token)).status).toBe(200)
  })

  it('brought by ten at once works for exactly one', async () => {
    const { tokens } = await someone()
    const answers = await Promise.all(Array.from({ length: 10 }, () => auth.refresh(tokens.refresh_token)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(401)])
  })

  it.each(['unknown', 'x'.repeat(512), 'nul\u0000'])('that nobody gave out (%#) is refused', async (token) => {
    expect((await auth.refresh(token)).status).toBe(401)
  })

  it('ends after its time', async () => {
    const { user, tokens } = await someone()
    await sql`
      update auth.refresh_token t set expires_at = now() from auth.sign_in s
      where s.id = t.sign_in_id and s.account_id = ${user.id}`.execute(auth.db)
    expect((await auth.refresh(tokens.refresh_token)).status).toBe(401)
  })

  it('rests with its account, and no more than that', async () => {
    const { user, tokens } = await someone()
    const setActive = (is_active: boolean) =>
      auth.db.updateTable('auth.account').set({ is_active }).where('id', '=', user.id).execute()
    await setActive(false)
    expect((await auth.refresh(tokens.refresh_token)).status).toBe(401)
    await setActive(true)
    expect((await auth.refresh(tokens.refresh_token)).status).toBe(200)
  })

  it('is nowhere in the database', async () => {
    const { tokens } = await someone()
    const dump = await sql<{ row: string }>`select t::text as row from auth.refresh_token t`.execute(auth.db)
    expect(dump.rows.map(({ row }) => row).join()).not.toContain(tokens.refresh_token)
  })

  it('carries what changed about its user since', async () => {
    const { user, tokens } = await someone()
    await auth.db.updateTable('auth.account').set({ is_superuser: true }).where('id', '=', user.id).execute()
    const next = await pairIn(await auth.refresh(tokens.refresh_token))
    expect(jwt.decode(next.access_token)).toMatchObject({ is_superuser: true })
  })
})

describe('signing out', () => {
  it('ends this sign-in and leaves the person’s others alone', async () => {
    const { user, tokens } = await someone()
    const other = await pairIn(await auth.login(user.email))
    expect((await auth.logout(tokens.access_token)).status).toBe(200)
    expect((await auth.refresh(tokens.refresh_token)).status).toBe(401)
    expect((await auth.refresh(other.refresh_token)).status).toBe(200)
  })

  it('twice is no mistake', async () => {
    const { tokens } = await someone()
    await auth.logout(tokens.access_token)
    expect((await auth.logout(tokens.access_token)).status).toBe(200)
  })

  it('needs a token', async () => {
    expect((await auth.post('/api/v1/auth/logout', '')).status).toBe(401)
  })
})
