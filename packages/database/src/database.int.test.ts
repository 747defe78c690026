import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { embeddedPostgres } from '@filling/servers'
import { createLogger } from '@filling/service-kit'
import { eventually, type FreshDatabase, freshDatabase } from '@filling/test-kit'
import { type Kysely, sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type DatabaseOptions, openDatabase } from './database.ts'
import { ping } from './ping.ts'

const log = createLogger('test', 'silent')
const opened: Kysely<unknown>[] = []
let fresh: FreshDatabase

const open = (options: Partial<DatabaseOptions> = {}): Kysely<unknown> => {
  const db = openDatabase<unknown>({ url: fresh.url, log, applicationName: 'test', ...options })
  opened.push(db)
  return db
}

const backendOf = async (db: Kysely<unknown>): Promise<number> => {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)
  return rows[0]!.pid
}

const one = async <T>(db: Kysely<unknown>, query: ReturnType<typeof sql<{ value: T }>>): Promise<T> =>
  (await query.execute(db)).rows[0]!.value

beforeAll(async () => {
  fresh = await freshDatabase()
})
afterEach(async () => {
  for (const db of opened.splice(0)) await db.destroy()
})
afterAll(() => fresh.drop())

describe('values', () => {
  it('reads a bigint as the number it is', async () => {
    expect(await one(open(), sql`select 9007199254740991::bigint as value`)).toBe(Number.MAX_SAFE_INTEGER)
  })

  it('refuses a bigint that a number cannot hold, instead of rounding it', async () => {
    await expect(one(open(), sql`select 9007199254740993::bigint as value`)).rejects.toThrow('9007199254740993')
  })

  it('keeps a calendar day the day that was stored', async () => {
    expect(await one(open(), sql`select '2026-03-29'::date as value`)).toBe('2026-03-29')
  })

  it("finds the service's own tables without naming its schema", async () => {
    const db = open({ schema: 'filling' })
    await sql`create schema filling`.execute(db)
    await sql`create table filling.line (name text)`.execute(db)
    await sql`insert into line values ('A')`.execute(db)
    expect(await one(db, sql`select name as value from line`)).toBe('A')
  })
})

describe('losses', () => {
  it('fails the transaction whose connection breaks between two statements, not the process', async () => {
    const db = open()
    const broken = db.transaction().execute(async (tx) => {
      await sql`select pg_terminate_backend(${await backendOf(tx)})`.execute(open())
      await new Promise((resolve) => setImmediate(resolve))
      await sql`select 1`.execute(tx)
    })
    await expect(broken).rejects.toThrow()
    await ping(db)
  })

  it('works again after every connection was terminated', async () => {
    const db = open()
    await Promise.all(Array.from({ length: 10 }, () => sql`select pg_sleep(0.01)`.execute(db)))
    const others = sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`
    await others.execute(open())
    await eventually(() => ping(db).then(() => true))
  })

  it('ends a statement that takes too long and keeps the connection', async () => {
    const db = open({ statementTimeoutMs: 100, maxConnections: 1 })
    const before = await backendOf(db)
    await expect(sql`select pg_sleep(5)`.execute(db)).rejects.toMatchObject({ code: '57014' })
    expect(await backendOf(db)).toBe(before)
  })

  it('gives up a connection that has gone silent and connects anew', async () => {
    const proxy = await silenceableProxy(fresh.url)
    const db = open({ url: proxy.url, statementTimeoutMs: 100, maxConnections: 1 })
    const before = await backendOf(db)
    proxy.silence()
    await expect(ping(db, 10_000)).rejects.toThrow('timeout')
    expect(await backendOf(db)).not.toBe(before)
    proxy.close()
  })

  it('forgets a named statement that a migration made stale', async () => {
    const db = open({ maxConnections: 1 })
    await sql`create table stale (a int)`.execute(db)
    const read = () => sql`select * from stale where a is distinct from ${1}`.execute(db)
    await read()
    await sql`alter table stale add column b int`.execute(db)
    await expect(read()).rejects.toThrow('cached plan')
    await read()
  })

  it('says no when nobody answers', async () => {
    await expect(ping(open({ url: 'postgres://nobody@127.0.0.1:1/none' }))).rejects.toThrow('ECONNREFUSED')
  })

  it('comes back after the server was restarted', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'filling-restart-'))
    const first = await embeddedPostgres({ dataDir })
    const db = open({ url: first.url })
    await Promise.all([ping(db), ping(db)])
    await first.close()
    await expect(ping(db)).rejects.toThrow()
    const second = await embeddedPostgres({ dataDir, port: first.port })
    await eventually(() => ping(db).then(() => true))
    await second.close()
    await rm(dataDir, { recursive: true })
  })
})

/** A wire that can go dead: connections made before `silence` stay open and carry nothing. */
const silenceableProxy = async (target: string) => {
  const { hostname, port } = new URL(target)
  const wires: Socket[] = []
  const server = createServer((near) => {
    const far = connect(Number(port), hostname)
    wires.push(near, far)
    near.on('error', () => far.destroy()).pipe(far)
    far.on('error', () => near.destroy()).pipe(near)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = new URL(target)
  url.host = `127.0.0.1:${(server.address() as { port: number }).port}`
  return {
    url: url.href,
    silence() {
      for (const wire of wires) wire.unpipe().pause()
    },
    close() {
      for (const wire of wires) wire.destroy()
      server.close()
    },
  }
}
