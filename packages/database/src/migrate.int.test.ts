import { createLogger } from '@filling/service-kit'
import { type FreshDatabase, freshDatabase } from '@filling/test-kit'
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openDatabase } from './database.ts'
import { type Migrations, migrate } from './migrate.ts'

const log = createLogger('test', 'silent')
let fresh: FreshDatabase
let opened: Kysely<unknown>[]

const open = (statementTimeoutMs = 15_000): Kysely<unknown> => {
  const db = openDatabase<unknown>({ url: fresh.url, log, applicationName: 'test', statementTimeoutMs })
  opened.push(db)
  return db
}
const bring = (migrations: Migrations, db = open(), schema = 'filling') => migrate({ db, schema, migrations, log })

const creating = (table: string): Migration => ({
  up: async (db) => void (await sql`create table ${sql.table(`filling.${table}`)} (id int)`.execute(db)),
})
const failing: Migration = {
  up: () => Promise.reject(new Error('half way')),
}
const tables = async (): Promise<string[]> => {
  const query = sql<{ name: string }>`select tablename as name from pg_tables where schemaname = 'filling' order by 1`
  return (await query.execute(open())).rows.map(({ name }) => name)
}

beforeEach(async () => {
  fresh = await freshDatabase()
  opened = []
})
afterEach(async () => {
  for (const db of opened) await db.destroy()
  await fresh.drop()
})

it('runs each migration once when six processes start at once, though waiting outlasts the statement time-out', async () => {
  const slow: Migration = {
    async up(db) {
      for (let i = 0; i < 10; i += 1) await sql`select pg_sleep(0.05)`.execute(db)
      await creating('lot').up(db)
    },
  }
  await Promise.all(Array.from({ length: 6 }, () => bring({ '0001_initial': slow }, open(200))))
  expect(await tables()).toEqual(['lot', 'migration', 'migration_lock'])
})

it('lets two services bring their own schemas up at once', async () => {
  const other: Migration = { up: async (db) => void (await sql`create table auth.person (id int)`.execute(db)) }
  await Promise.all([bring({ '0001_initial': creating('lot') }), bring({ '0001_initial': other }, open(), 'auth')])
  expect(await tables()).toContain('lot')
})

it('adds what is new to what is there', async () => {
  await bring({ '0001_initial': creating('lot') })
  await bring({ '0001_initial': failing, '0002_plan': creating('plan') })
  expect(await tables()).toEqual(['lot', 'migration', 'migration_lock', 'plan'])
})

it('leaves nothing behind when a later migration fails, and says why', async () => {
  await expect(bring({ '0001_initial': creating('lot'), '0002_plan': failing })).rejects.toThrow('half way')
  expect(await tables()).toEqual(['migration', 'migration_lock'])
  await bring({ '0001_initial': creating('lot') })
})

it('starts a process that is older than the schema, as in the middle of a roll-out', async () => {
  await bring({ '0001_initial': creating('lot'), '0002_plan': creating('plan') })
  await bring({ '0001_initial': creating('lot') })
})

it('refuses a history that is not its own', async () => {
  await bring({ '0001_initial': creating('lot'), '0003_plan': creating('plan') })
  await expect(bring({ '0001_begin': failing, '0003_plan': creating('plan') })).rejects.toThrow('0001_initial')
})
