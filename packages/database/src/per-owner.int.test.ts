import { createLogger } from '@filling/service-kit'
import { eventually, type FreshDatabase, freshDatabase } from '@filling/test-kit'
import { type Kysely, sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openDatabase } from './database.ts'
import { asOwner, everybody } from './per-owner.ts'

const log = createLogger('test', 'silent')
const role = 'filling_test_request'
let fresh: FreshDatabase
let system: Kysely<unknown>
/** One connection, so that whatever is left on it is met by the next statement. */
let requests: Kysely<unknown>

const policy = sql.raw(`case current_setting('app.owner_id', true) when '*' then true when '' then false
  else owner_id = current_setting('app.owner_id', true)::bigint end`)
const setUp = async () => {
  await sql`create table lot (owner_id bigint, name text)`.execute(system)
  await sql`insert into lot values (1, 'one'), (2, 'two')`.execute(system)
  await sql`alter table lot enable row level security`.execute(system)
  await sql`create policy own on lot using (${policy})`.execute(system)
  await sql`do $$ begin create role ${sql.ref(role)}; exception when duplicate_object or unique_violation then null; end $$`.execute(
    system,
  )
  await sql`grant all on lot to ${sql.ref(role)}`.execute(system)
}
beforeAll(async () => {
  fresh = await freshDatabase()
  const options = { url: fresh.url, log, applicationName: 'test' }
  system = openDatabase(options)
  requests = openDatabase({ ...options, maxConnections: 1, perOwner: { role } })
  await setUp()
})
afterAll(async () => {
  await requests.destroy()
  await system.destroy()
  await fresh.drop()
})

const names = async (db: Parameters<ReturnType<typeof sql>['execute']>[0], pattern = '%') => {
  const query = sql<{ name: string }>`select name from lot where name like ${pattern} order by name`
  return (await query.execute(db)).rows.map(({ name }) => name)
}

it('a statement sees the rows of its owner, and one without an owner sees none', async () => {
  expect(await names(requests)).toEqual([])
  expect(await names(asOwner(requests, 1))).toEqual(['one'])
  expect(await names(requests)).toEqual([])
  expect(await names(asOwner(requests, 2))).toEqual(['two'])
  expect(await names(asOwner(requests, 3))).toEqual([])
  expect(await names(asOwner(requests, everybody))).toEqual(['one', 'two'])
  expect(await names(requests)).toEqual([])
})

it('the owner ends with a statement that fails, and the connection goes on', async () => {
  const failing = sql`select 1 / (select count(*) - 1 from lot) as ${sql.ref('x')} where ${1}::int = 1`
  await expect(failing.execute(asOwner(requests, 1))).rejects.toMatchObject({ code: '22012' })
  expect(await names(requests)).toEqual([])
  await expect(sql`select nonsense(${1})`.execute(asOwner(requests, 1))).rejects.toMatchObject({ code: '42883' })
  expect(await names(asOwner(requests, 1))).toEqual(['one'])
})

it('many owners at once each see their own', async () => {
  const owners = Array.from({ length: 200 }, (_, at) => 1 + (at % 2))
  const seen = await Promise.all(owners.map((owner) => names(asOwner(requests, owner))))
  expect(seen).toEqual(owners.map((owner) => [owner === 1 ? 'one' : 'two']))
})

it('nobody adds a row for somebody else', async () => {
  const adding = sql`insert into lot values (${2}, 'forged')`
  await expect(adding.execute(asOwner(requests, 1))).rejects.toMatchObject({ code: '42501' })
})

it('an owner that is no number is an error, and no way in', async () => {
  await expect(names(asOwner(requests, '1 or true' as unknown as number))).rejects.toMatchObject({ code: '22P02' })
})

it('bigint and dates are read as everywhere', async () => {
  const { rows } = await sql`select ${7}::bigint as n, '2026-03-29'::date as d`.execute(asOwner(requests, 1))
  expect(rows).toEqual([{ n: 7, d: '2026-03-29' }])
})

it('a connection that is lost is not lent again', async () => {
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`.execute(
    system,
  )
  await eventually(async () => (await names(asOwner(requests, 1))).length === 1)
})

it('a superuser who cannot become the role answers nothing at all', async () => {
  const stuck = openDatabase<unknown>({
    url: fresh.url,
    log,
    applicationName: 'test',
    perOwner: { role: 'nobody_made_it' },
  })
  await expect(names(asOwner(stuck, everybody))).rejects.toThrow()
  await expect(names(stuck)).rejects.toThrow()
  await stuck.destroy()
})

it('leaves no connection behind when all it ever did was an owner’s', async () => {
  const applicationName = 'only-owners'
  const brief = openDatabase<unknown>({ url: fresh.url, log, applicationName, perOwner: { role } })
  const query = sql<{ pid: number }>`select pid from pg_stat_activity where application_name = ${applicationName}`
  await names(asOwner(brief, 1))
  expect((await query.execute(system)).rows).toHaveLength(1)
  await brief.destroy()
  await eventually(async () => (await query.execute(system)).rows.length === 0)
})

it('leaves no connection behind that would keep a process from ending', async () => {
  const short = openDatabase<unknown>({ url: fresh.url, log, applicationName: 'short', perOwner: { role } })
  expect(await names(asOwner(short, 1))).toEqual(['one'])
  await short.destroy()
  const left = sql`select from pg_stat_activity where application_name = 'short'`
  await eventually(async () => (await left.execute(system)).rows.length === 0)
})
