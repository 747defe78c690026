import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { embeddedPostgres } from '@filling/servers'
import { createLogger } from '@filling/service-kit'
import { eventually, type FreshDatabase, freshDatabase } from '@filling/test-kit'
import { type Kysely, sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openDatabase } from './database.ts'
import type { Migrations } from './migrate.ts'
import { readySchema } from './ready-schema.ts'

const log = createLogger('test', 'silent')
const first: Migrations = { '0001_initial': { up: async () => undefined } }
const second: Migrations = { ...first, '0002_more': { up: async () => undefined } }
let fresh: FreshDatabase
let db: Kysely<unknown>

beforeEach(async () => {
  fresh = await freshDatabase()
  db = openDatabase<unknown>({ url: fresh.url, log, applicationName: 'test' })
})
afterEach(async () => {
  await db.destroy()
  await fresh.drop()
})

const ready = (mode: 'run' | 'wait', migrations: Migrations) =>
  readySchema({ mode, db, schema: 'filling', migrations, log })

const waiting = (migrations: Migrations) => {
  const state = { over: false }
  const ended = ready('wait', migrations).then(() => {
    state.over = true
  })
  return { state, ended }
}

it('who waits changes nothing, and goes on when somebody else has migrated', async () => {
  const { state, ended } = waiting(second)
  await ready('run', first)
  // Two rounds of asking: the older schema is not enough.
  await sql`select pg_sleep(1.2)`.execute(db)
  expect(state.over).toBe(false)
  await ready('run', second)
  await ended
})

it('a newer schema will do, because migrations only add', async () => {
  await ready('run', second)
  const { state } = waiting(first)
  await eventually(() => state.over)
})

it('who migrates waits for a server that is not there yet', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'filling-late-'))
  const before = await embeddedPostgres({ dataDir })
  await before.close()
  const late = openDatabase<unknown>({ url: before.url, log, applicationName: 'test' })
  const ended = readySchema({ mode: 'run', db: late, schema: 'filling', migrations: first, log })
  // The first look finds nobody.
  await expect(sql`select 1`.execute(late)).rejects.toThrow()
  const after = await embeddedPostgres({ dataDir, port: before.port })
  await ended
  expect((await sql`select name from filling.migration`.execute(late)).rows).toEqual([{ name: '0001_initial' }])
  await late.destroy()
  await after.close()
  await rm(dataDir, { recursive: true })
})

it('who migrates says what is wrong with a migration, instead of trying again', async () => {
  const broken: Migrations = { '0001_initial': { up: (db) => sql`creat table`.execute(db) as Promise<never> } }
  await expect(ready('run', broken)).rejects.toThrow('syntax')
})
