import { check, Jwks } from '@filling/contracts'
import { keysOfAuth, tokenVerifier } from '@filling/service-kit'
import { eventually, freshDatabase } from '@filling/test-kit'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signInsIn } from './adapters/sign-ins.ts'
import { startAuth, type TestAuth } from './test-auth.ts'

let auth: TestAuth
beforeAll(async () => {
  auth = await startAuth()
})
afterAll(() => auth.close())

const keysOf = async ({ call }: TestAuth) => (await (await call('/.well-known/jwks.json')).json()) as Jwks

describe('the key set', () => {
  it('shows public halves only', async () => {
    const keys = await keysOf(auth)
    expect(check(Jwks, keys).ok).toBe(true)
    expect(keys.keys).toHaveLength(1)
    expect(JSON.stringify(keys)).not.toMatch(/"d"|PRIVATE/)
  })

  it('verifies the tokens of this auth in another service', async () => {
    const { user, tokens } = await auth.person('verified@example.com')
    const verifier = tokenVerifier(keysOfAuth(auth.url))
    expect(await verifier.verify(tokens.access_token)).toMatchObject({ id: user.id, email: user.email })
  })
})

describe('several processes', () => {
  it('that start at once on an empty database agree on one key', async () => {
    const { url, drop } = await freshDatabase()
    const processes = await Promise.all(Array.from({ length: 4 }, () => startAuth(url)))
    const keys = await Promise.all(processes.map(keysOf))
    expect(keys[0]?.keys).toHaveLength(1)
    expect(new Set(keys.map((set) => JSON.stringify(set))).size).toBe(1)
    await Promise.all(processes.map((process) => process.close()))
    await drop()
  })
})

describe('purging', () => {
  it('forgets what has expired and keeps what may still be used or must be recognised', async () => {
    const { tokens: live } = await auth.person('live@example.com')
    const used = live.refresh_token
    const { refresh_token } = (await (await auth.refresh(used)).json()) as { refresh_token: string }
    await auth.person('gone@example.com')
    await sql`
      with gone as (
        update auth.sign_in s set created_at = now() - interval '31 days' from auth.account a
        where a.id = s.account_id and a.email = 'gone@example.com' returning s.id
      )
      update auth.refresh_token set expires_at = now() - interval '1 day'
      where sign_in_id in (select id from gone)`.execute(auth.db)
    const count = async () => {
      const { rows } = await sql<{ n: number }>`
        select count(*) as n from auth.sign_in s join auth.account a on a.id = s.account_id
        where a.email in ('live@example.com', 'gone@example.com')`.execute(auth.db)
      return rows[0]?.n
    }
    expect(await count()).toBe(2)
    await signInsIn(auth.db).purge()
    expect(await count()).toBe(1)
    expect((await auth.refresh(used)).status).toBe(401)
    expect((await auth.refresh(refresh_token)).status).toBe(401)
  })
})

it('outlives its connections to the database', async () => {
  await auth.person('outlives@example.com')
  await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'auth' and datname = current_database()`.execute(auth.db)
  await eventually(async () => (await auth.login('outlives@example.com')).status === 200)
})

it('says to come back, and means it, while the database takes no connections', async () => {
  const own = await startAuth()
  const { tokens } = await own.person('away@example.com')
  const name = new URL(own.databaseUrl).pathname.slice(1)
  const connections = (allowed: string) =>
    sql`alter database ${sql.ref(name)} with allow_connections ${sql.raw(allowed)}`.execute(auth.db)
  await connections('false')
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`.execute(auth.db)
  for (const ask of [
    () => own.login('away@example.com'),
    () => own.register('new@example.com'),
    () => own.refresh(tokens.refresh_token),
    () => own.me(tokens.access_token),
    () => own.call('/readyz'),
  ])
    expect((await ask()).status).toBe(503)
  expect((await own.call('/.well-known/jwks.json')).status).toBe(200)
  await connections('true')
  await eventually(async () => (await own.refresh(tokens.refresh_token)).status === 200)
  await own.close()
})

describe('readiness', () => {
  it('says that the database answers', async () => {
    expect(await (await auth.call('/readyz')).json()).toEqual({ ready: true, checks: { database: true } })
  })
})

it('starts not at all where the database wants another password, instead of waiting for it', async () => {
  const { url, drop } = await freshDatabase()
  const refused = new URL(url)
  refused.password = 'wrong'
  await expect(startAuth(refused.href)).rejects.toThrow('password authentication failed')
  await drop()
})
