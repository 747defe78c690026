import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { openDatabase } from '@filling/database'
import { createLogger } from '@filling/service-kit'
import { eventually } from '@filling/test-kit'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { atOnce, planned, signingKeysIn } from '../adapters/signing-keys.ts'
import { keySecret, startAuth, type TestAuth } from '../test-auth.ts'
import { type KeyRing, openKeyRing } from './key-ring.ts'
import { newKey } from './ring.ts'
import { sealWith } from './seal.ts'

const log = createLogger('auth', 'silent')
let auth: TestAuth
let rings: KeyRing[]
beforeEach(async () => {
  auth = await startAuth()
  rings = []
})
afterEach(async () => {
  for (const ring of rings) await ring.close()
  await auth.close()
})

const keys = () => signingKeysIn(auth.db, [sealWith(keySecret)])
/** What another process on the same database holds. */
const ring = async (rotationDays = 0) => {
  const opened = await openKeyRing({ keys: keys(), rotationDays, log })
  rings.push(opened)
  return opened
}
const kids = (one: KeyRing) => one.published().keys.map(({ kid }) => kid)
const rows = () => auth.db.selectFrom('auth.signing_key').selectAll().orderBy('signs_from').execute()
const minutesAhead = (time: Date | null | undefined) => Math.round(((time?.getTime() ?? 0) - Date.now()) / 60_000) + 0

it('that is opened while the database is away waits for it', async () => {
  const { pathname } = new URL(auth.databaseUrl)
  const server = openDatabase<unknown>({ url: String(process.env.TEST_DATABASE_URL), log, applicationName: 'test' })
  const connections = (allowed: boolean) =>
    sql`alter database ${sql.id(pathname.slice(1))} allow_connections ${sql.raw(String(allowed))}`.execute(server)
  await connections(false)
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${pathname.slice(1)}`.execute(server)
  try {
    const opened = ring()
    await expect(keys().read()).rejects.toThrow()
    await connections(true)
    expect(kids(await opened)).toHaveLength(1)
  } finally {
    await connections(true)
    await server.destroy()
  }
})

it('that a wrong secret does not open is no reason to wait', async () => {
  const wrong = signingKeysIn(auth.db, [sealWith('w'.repeat(32))])
  await expect(openKeyRing({ keys: wrong, rotationDays: 0, log })).rejects.toThrow('AUTH_KEY_SECRET')
})

describe('a rotation', () => {
  it('publishes the next key before it signs, and the old one until its tokens have ended', async () => {
    const [one, other] = [await ring(), await ring()]
    const old = one.signing().kid
    const next = await keys().rotate(planned)
    await other.refresh()
    expect(kids(other)).toEqual([next, old])
    expect(other.signing().kid).toBe(old)
    expect((await rows()).map(({ signs_from }) => minutesAhead(signs_from))).toEqual([0, 10])
    expect((await rows()).map(({ retired_at }) => retired_at && minutesAhead(retired_at))).toEqual([30, null])

    await sql`update auth.signing_key set signs_from = now() where kid = ${next}`.execute(auth.db)
    for (const each of [one, other]) await each.refresh()
    for (const each of [one, other]) expect([each.signing().kid, kids(each)]).toEqual([next, [next, old]])

    await sql`update auth.signing_key set retired_at = now() where kid = ${old}`.execute(auth.db)
    await other.refresh()
    expect(kids(other)).toEqual([next])
    expect(await other.find(old)).toBeUndefined()
  })

  it('asked for by ten at once is one', async () => {
    const asked = await Promise.all(Array.from({ length: 10 }, () => keys().rotate(planned)))
    expect(new Set(asked).size).toBe(1)
    expect(await rows()).toHaveLength(2)
  })

  it('that is due is made by one of several processes that notice at once', async () => {
    const several = await Promise.all(Array.from({ length: 4 }, () => ring(30)))
    await sql`update auth.signing_key set signs_from = now() - interval '31 days'`.execute(auth.db)
    await Promise.all(several.map((each) => each.refresh()))
    expect(await rows()).toHaveLength(2)
    await Promise.all(several.map((each) => each.refresh()))
    for (const each of several) expect(kids(each)).toEqual((await rows()).map(({ kid }) => kid).reverse())
  })

  it('is not made before it is due, nor where nobody wants one', async () => {
    for (const each of [await ring(30), await ring(0)]) await each.refresh()
    expect(await rows()).toHaveLength(1)
  })

  it('at once withdraws every older key, also one that was to sign next', async () => {
    const one = await ring()
    await keys().rotate(planned)
    const next = await keys().rotate(atOnce)
    await one.refresh()
    expect(kids(one)).toEqual([next])
    expect(one.signing().kid).toBe(next)
  })

  it('forgets the private half of what has retired', async () => {
    await keys().rotate(atOnce)
    await sql`update auth.signing_key set retired_at = now() - interval '1 minute' where retired_at is not null`.execute(
      auth.db,
    )
    await keys().rotate(planned)
    expect(await rows()).toHaveLength(2)
  })
})

describe('a process that is running', () => {
  const rotateNow = async () => {
    const entry = new URL('../rotate-main.ts', import.meta.url).pathname
    const env = { DATABASE_URL: auth.databaseUrl, AUTH_KEY_SECRET: keySecret, LOG_LEVEL: 'info' }
    const child = spawn(process.execPath, [entry, '--now'], { env, stdio: 'ignore' })
    expect(await once(child, 'close')).toEqual([0, null])
  }

  it('accepts tokens of a key that another one signs with, and none of a key that was withdrawn', async () => {
    const { tokens: old } = await auth.person('rotation@example.com')
    await rotateNow()
    const other = await startAuth(auth.databaseUrl)
    const { access_token } = (await (await other.login('rotation@example.com')).json()) as { access_token: string }
    expect((await other.me(old.access_token)).status).toBe(401)
    await eventually(async () => (await auth.me(access_token)).status === 200)
    await other.close()
  })

  it('does not ask the database again for every forged kid', async () => {
    let asked = 0
    const read = () => {
      asked += 1
      return keys().read()
    }
    const counting = await openKeyRing({ keys: { ...keys(), read }, rotationDays: 0, log })
    rings.push(counting)
    for (let at = 0; at < 500; at += 1) expect(await counting.find(`forged-${at}`)).toBeUndefined()
    expect(asked).toBeLessThan(3)
  })

  it('keeps its keys while the database is away', async () => {
    const one = await openKeyRing({
      keys: { ...keys(), read: () => Promise.reject(new Error('away')) },
      rotationDays: 0,
      log,
    })
    rings.push(one)
    await one.refresh()
    expect(kids(one)).toHaveLength(1)
  })
})

describe('in the database', () => {
  it('no private key can be read, and one from before is sealed at the next start', async () => {
    const { kid, privateKey } = newKey()
    await sql`update auth.signing_key set kid = ${kid}, private_key = ${privateKey}`.execute(auth.db)
    const other = await startAuth(auth.databaseUrl)
    const [row] = await rows()
    expect(row?.private_key).toMatch(/^sealed\.v1\.[\w-]+$/)
    expect((await ring()).signing().kid).toBe(kid)
    await other.close()
  })

  it('keys that another secret sealed are a refusal to start, not a second set of keys', async () => {
    const starting = startAuth(auth.databaseUrl, { AUTH_KEY_SECRET: 'another secret, just as long as it is' })
    await expect(starting).rejects.toThrow('AUTH_KEY_SECRET does not open the signing key')
    expect(await rows()).toHaveLength(1)
  })

  it('a new secret takes over from the one before it', async () => {
    const secret = 'another secret, just as long as it is'
    const { tokens } = await auth.person('secret@example.com')
    await (await startAuth(auth.databaseUrl, { AUTH_KEY_SECRET: secret, AUTH_KEY_SECRET_PREVIOUS: keySecret })).close()
    const later = await startAuth(auth.databaseUrl, { AUTH_KEY_SECRET: secret })
    expect((await later.me(tokens.access_token)).status).toBe(200)
    await later.close()
    await expect(startAuth(auth.databaseUrl)).rejects.toThrow('AUTH_KEY_SECRET')
  })

  it('a secret that is too short is refused', async () => {
    await expect(startAuth(auth.databaseUrl, { AUTH_KEY_SECRET: 'short' })).rejects.toThrow(/AUTH_KEY_SECRET/)
  })
})
