import { check, User } from '@filling/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startAuth, type TestAuth } from '../test-auth.ts'

let auth: TestAuth
beforeAll(async () => {
  auth = await startAuth()
})
afterAll(() => auth.close())

describe('registering', () => {
  it('gives the new user, without a word about the password', async () => {
    const response = await auth.register('Planner@Example.com')
    expect(response.status).toBe(201)
    const body = await response.json()
    expect(check(User, body).ok).toBe(true)
    expect(body).toMatchObject({ email: 'Planner@Example.com', is_active: true, is_superuser: false })
  })

  it.each(['twice@example.com', 'TWICE@example.com', 'Twice@Example.COM'])(
    'refuses %s when the mailbox is taken in another spelling',
    async (email) => {
      await auth.register('tWICE@example.com')
      const response = await auth.register(email)
      expect(response.status).toBe(400)
      expect(await response.json()).toMatchObject({ code: 'auth.email_taken' })
    },
  )

  it('lets exactly one of ten at once have the address', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, at) => auth.register(at % 2 ? 'r@e.com' : 'R@e.com')),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(400)])
  })

  it('stores passwords as Argon2id of the recommended strength and nothing else', async () => {
    await auth.register('stored@example.com', 'a very secret secret')
    const row = await auth.db
      .selectFrom('auth.account')
      .selectAll()
      .where('email_key', '=', 'stored@example.com')
      .executeTakeFirstOrThrow()
    expect(row.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(JSON.stringify(row)).not.toContain('a very secret secret')
  })

  it.each([
    ['a short password', { email: 'a@b.de', password: '1234567' }],
    ['a password of 129 characters', { email: 'a@b.de', password: 'x'.repeat(129) }],
    ['no e-mail address', { password: '12345678' }],
    ['something that is no address', { email: 'nobody', password: '12345678' }],
    ['a NUL in the address', { email: 'a\u0000@b.de', password: '12345678' }],
    ['a line break in the address', { email: 'a@b.de\nBcc: c@d.de', password: '12345678' }],
    ['an address of 255 characters', { email: `${'a'.repeat(250)}@b.de`, password: '12345678' }],
    ['a wish to be a superuser', { email: 'a@b.de', password: '12345678', is_superuser: true }],
    ['numbers for text', { email: 1, password: 12345678 }],
    ['a list', []],
    ['nothing', null],
  ])('refuses %s', async (_name, body) => {
    const response = await auth.post('/api/v1/auth/register', body)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'request.invalid' })
  })

  it.each(['{"email":', 'email=a@b.de'])('refuses %s as malformed', async (body) => {
    expect(await (await auth.post('/api/v1/auth/register', body)).json()).toMatchObject({ code: 'request.malformed' })
  })

  it('refuses a body that is not JSON by its type, and one that is too large by its size', async () => {
    const text = await auth.post('/api/v1/auth/register', '{}', { 'content-type': 'text/plain' })
    expect(text.status).toBe(415)
    const large = await auth.post('/api/v1/auth/register', { email: 'a@b.de', password: 'x'.repeat(70_000) })
    expect(large.status).toBe(413)
  })
})

describe('a password', () => {
  it.each([
    ['with a NUL', 'secret\u0000secret', 'secret\u0000secret'],
    ['of 128 signs of four bytes', '🧪'.repeat(128), '🧪'.repeat(128)],
    ['spelt in composed and decomposed letters', 'caf\u00e9-caf\u00e9', 'cafe\u0301-cafe\u0301'],
    ['typed on a full-width keyboard', 'password', '\uff50\uff41\uff53\uff53\uff57\uff4f\uff52\uff44'],
  ])('%s signs in', async (name, chosen, typed) => {
    const email = `${Buffer.from(name).toString('hex').slice(0, 40)}@example.com`
    expect((await auth.register(email, chosen)).status).toBe(201)
    expect((await auth.login(email, typed)).status).toBe(200)
  })

  it('ends where it ends, NUL or not', async () => {
    await auth.register('nul@example.com', 'secret\u0000secret')
    expect((await auth.login('nul@example.com', 'secret\u0000other!')).status).toBe(401)
  })
})

describe('me', () => {
  it('is the person behind the token', async () => {
    const { user, tokens } = await auth.person('me@example.com')
    const response = await auth.me(tokens.access_token)
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual(user)
  })

  it('is nobody without a token, and nobody after the account was closed', async () => {
    expect((await auth.call('/api/v1/auth/me')).status).toBe(401)
    const { user, tokens } = await auth.person('closed@example.com')
    await auth.db.updateTable('auth.account').set({ is_active: false }).where('id', '=', user.id).execute()
    expect((await auth.me(tokens.access_token)).status).toBe(401)
  })
})
