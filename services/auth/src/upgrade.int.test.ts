import { generateKeyPairSync } from 'node:crypto'
import type { Jwks } from '@filling/contracts'
import { migrate, openDatabase } from '@filling/database'
import { createLogger } from '@filling/service-kit'
import { freshDatabase } from '@filling/test-kit'
import { type ReleasedDatabase, replay, schemaBreaks, schemaOf } from '@filling/test-kit/upgrade'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import release from '../released/0.1.0.json' with { type: 'json' }
import { migrations } from './migrations/index.ts'
import { startAuth, type TestAuth } from './test-auth.ts'

const released: ReleasedDatabase = release
const log = createLogger('test', 'silent')
let auth: TestAuth
beforeAll(async () => {
  auth = await startAuth()
})
afterAll(() => auth.close())

describe(`the database, while release ${released.release} still runs on it,`, () => {
  it('has its migrations as they were', () => {
    expect(Object.keys(migrations)).toEqual(expect.arrayContaining([...released.migrations]))
  })

  it('has everything that it leans on', async () => {
    const statements = Object.values(released.statements).map(({ sql }) => sql)
    expect(schemaBreaks(released.schema, await schemaOf(auth.databaseUrl, 'auth'), statements)).toEqual([])
  })

  it('understands its statements', async () => {
    const before = await replay(auth.databaseUrl, released)
    expect(await before.complaints()).toEqual([])
    await before.close()
  })
})

it('tokens of the release stay good: its signing key is kept under its name', async () => {
  const fresh = await freshDatabase()
  const db = openDatabase<unknown>({ url: fresh.url, log, applicationName: 'test' })
  const theirs = Object.fromEntries(released.migrations.map((name) => [name, migrations[name]!]))
  await migrate({ db, schema: 'auth', migrations: theirs, log })
  const before = await replay(fresh.url, released)
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  await before.run('newKey', { kid: 'theirs', privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) })

  const today = await startAuth(fresh.url)
  const { keys } = (await (await today.call('/.well-known/jwks.json')).json()) as Jwks
  expect(keys.map(({ kid }) => kid)).toContain('theirs')
  await today.close()
  await before.close()
  await db.destroy()
  await fresh.drop()
})
