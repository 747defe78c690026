import { asOwner, everybody, openDatabase } from '@filling/database'
import { createLogger } from '@filling/service-kit'
import { type Kysely, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { requestRole } from '../migrations/0005-row-security.ts'
import { store, testDatabase } from '../test-database.ts'
import { deleteSchedule } from './delete-sql.ts'
import { findSchedule, listSchedules } from './read-sql.ts'

const log = createLogger('test', 'silent')
/** As in a cluster: it may read and write rows, and nothing else. */
const appRole = `test_app_${process.pid}`
/** Owns the tables, and is held to their policies all the same. */
const ownerRole = `test_owner_${process.pid}`

let database: Awaited<ReturnType<typeof testDatabase>>
let mine: number
let theirs: number
const pools: Record<string, Kysely<unknown>> = {}

const asRole = (role: string): string => {
  const url = new URL(database.url)
  Object.assign(url, { username: role, password: 'secret' })
  return url.href
}
beforeAll(async () => {
  database = await testDatabase()
  const { db } = database
  mine = await store(db, 1)
  theirs = await store(db, 2)
  await sql`insert into scheduling.idempotency_key values (2, 'k', ${Buffer.alloc(32)}, ${theirs})`.execute(db)
  await sql`insert into scheduling.dead_letter (kind, reason, schedule_id) values ('job', 'r', ${theirs})`.execute(db)
  const statements = [
    `create role ${appRole} login password 'secret'`,
    `create role ${ownerRole} login password 'secret'`,
    `grant usage on schema scheduling to ${appRole}, ${ownerRole}`,
    `grant select, insert, update, delete on all tables in schema scheduling to ${appRole}`,
    `grant usage on all sequences in schema scheduling to ${appRole}`,
    `do $$ declare t record; begin
      for t in select tablename from pg_tables where schemaname = 'scheduling' loop
        execute format('alter table scheduling.%I owner to ${ownerRole}', t.tablename);
      end loop; end $$`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
  const open = (url: string) =>
    openDatabase<unknown>({ url, log, applicationName: 'test', maxConnections: 2, perOwner: { role: requestRole } })
  Object.assign(pools, {
    'a superuser': open(database.url),
    'a role of the application': open(asRole(appRole)),
    'the owner of the tables': open(asRole(ownerRole)),
  })
})
afterAll(async () => {
  for (const pool of Object.values(pools)) await pool.destroy()
  const { db } = database
  for (const role of [appRole, ownerRole]) {
    await sql.raw(`reassign owned by ${role} to current_user`).execute(db)
    await sql.raw(`drop owned by ${role}`).execute(db)
    await sql.raw(`drop role ${role}`).execute(db)
  }
  await database.close()
})

const tables = async () => {
  const query = sql<{ name: string; forced: boolean }>`
    select relname as name, relrowsecurity and relforcerowsecurity as forced from pg_class
    where relnamespace = 'scheduling'::regnamespace and relkind = 'r' order by relname`
  return (await query.execute(database.db)).rows
}

it('every table of the schema has policies that hold for its owner too', async () => {
  const open = (await tables()).filter(({ forced }) => !forced).map(({ name }) => name)
  expect(open).toEqual(['migration', 'migration_lock'])
})

describe.each(['a superuser', 'a role of the application', 'the owner of the tables'])('who connects as %s', (who) => {
  const pool = () => pools[who] as Kysely<unknown>
  const seen = async (place: Parameters<ReturnType<typeof sql>['execute']>[0], table: string) => {
    const query = sql<{ n: number }>`select count(*) as n from ${sql.table(`scheduling.${table}`)} where ${1} = 1`
    return (await query.execute(place)).rows[0]?.n
  }

  it('sees nothing at all without an owner', async () => {
    for (const { name } of (await tables()).filter(({ forced }) => forced)) {
      expect([name, await seen(database.db, name)]).not.toEqual([name, 0])
      expect([name, await seen(pool(), name)]).toEqual([name, 0])
    }
  })

  it('sees the rows of one owner when the statement forgets to ask for them', async () => {
    const query = sql<{ id: number }>`select id from scheduling.schedule where ${1} = 1`
    expect((await query.execute(asOwner(pool(), 1))).rows).toEqual([{ id: mine }])
    expect((await query.execute(asOwner(pool(), everybody))).rows).toHaveLength(2)
  })

  it('changes and deletes nothing of somebody else’s', async () => {
    const change = sql`update scheduling.schedule set name = 'taken' where id = ${theirs} returning id`
    expect((await change.execute(asOwner(pool(), 1))).rows).toEqual([])
    const remove = sql`delete from scheduling.schedule where id = ${theirs} returning id`
    expect((await remove.execute(asOwner(pool(), 1))).rows).toEqual([])
    const give = sql`update scheduling.schedule set owner_id = 2 where id = ${mine} returning id`
    await expect(give.execute(asOwner(pool(), 1))).rejects.toMatchObject({ code: '42501' })
  })

  it('does what requests do, for their owner', async () => {
    const own = await store(pool(), 7)
    expect(await findSchedule(pool())({ id: own, ownerId: 7, knownTags: [] })).toMatchObject({ summary: { id: own } })
    const list = { ownerId: 7, page: 1, pageSize: 10, status: undefined, strategy: undefined }
    expect(await listSchedules(pool())(list)).toMatchObject({ total: 1 })
    await expect(deleteSchedule(pool())({ id: theirs, ownerId: 7, trail: {} })).rejects.toMatchObject({
      code: 'schedule.forbidden',
    })
    await deleteSchedule(pool())({ id: own, ownerId: 7, trail: {} })
    expect(await seen(asOwner(pool(), everybody), 'schedule')).toBe(2)
  })
})
