import { setTimeout as pause } from 'node:timers/promises'
import { openDatabase } from '@filling/database'
import { createLogger } from '@filling/service-kit'
import { eventually, type FreshDatabase, freshDatabase, type NatsServer, natsServer } from '@filling/test-kit'
import { type Kysely, sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { topology, work } from '../test/topology.ts'
import type { Bus, Message } from './bus.ts'
import { inProcessBus } from './in-process/bus.ts'
import { jetStreamBus } from './jetstream/bus.ts'
import { kyselyOutbox } from './kysely-outbox.ts'
import { type OutboxRelay, type OutboxRelayOptions, outboxRelay } from './outbox.ts'
import { done } from './outcome.ts'

const log = createLogger('test', 'silent')
const never = 3_600_000
let fresh: FreshDatabase
let db: Kysely<unknown>
let bus: Bus
let closing: { close(): Promise<void> }[]
let arrived: { n: number; id: string; headers: Readonly<Record<string, string>> }[]

beforeAll(async () => {
  fresh = await freshDatabase()
  db = openDatabase({ url: fresh.url, log, applicationName: 'test' })
  await sql`create schema scheduling`.execute(db)
  await sql`create table scheduling.outbox (
    id bigint generated always as identity primary key, message_id text not null, subject text not null,
    data jsonb not null, headers jsonb, created_at timestamptz not null default now(),
    attempts integer not null default 0, not_before timestamptz not null default now(), reason text)`.execute(db)
})
beforeEach(async () => {
  await sql`truncate scheduling.outbox`.execute(db)
  bus = inProcessBus({ log })
  await bus.bootstrap(topology)
  arrived = []
  closing = []
})
afterEach(async () => {
  for (const each of closing.reverse()) await each.close()
  await bus.close()
})
afterAll(async () => {
  await db.destroy()
  await fresh.drop()
})

const write = (from: number, to = from) =>
  sql`insert into scheduling.outbox (message_id, subject, data, headers)
      select 'id-' || n, 'work.fast.v1', jsonb_build_object('n', n), '{"x-request-id": "r-1"}'
      from generate_series(${from}::int, ${to}::int) n`.execute(db)

const left = async (): Promise<number> =>
  (await sql<{ count: number }>`select count(*) from scheduling.outbox`.execute(db)).rows[0]!.count

const relayTo = (to: OutboxRelayOptions['bus'], options: Partial<OutboxRelayOptions> = {}): OutboxRelay => {
  const relay = outboxRelay({ store: kyselyOutbox(db, 'scheduling.outbox'), bus: to, log, pollMs: never, ...options })
  closing.push(relay)
  return relay
}

const collect = (from: Bus): void => {
  const read = (data: unknown) => ({ ok: true, value: data as { n: number } }) as const
  from.consume({ consumer: work, concurrency: 1, read }, async ({ data, id, headers }) => {
    arrived.push({ n: data.n, id, headers })
    return done
  })
}

/** The bus, with a word in between. */
const busThat = (publish: (message: Message) => Promise<void>): OutboxRelayOptions['bus'] => ({
  publish,
  status: bus.status,
  onStatus: bus.onStatus,
})

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i + 1)

it('sends what was written in its order, whole, and leaves nothing', async () => {
  collect(bus)
  await write(1, 450)
  relayTo(bus)
  await eventually(() => arrived.length === 450)
  expect(arrived.map(({ n }) => n)).toEqual(numbers(450))
  expect(arrived[0]).toEqual({ n: 1, id: 'id-1', headers: { 'x-request-id': 'r-1' } })
  await eventually(async () => (await left()) === 0)
})

it('sends at once after a nudge', async () => {
  collect(bus)
  const relay = relayTo(bus)
  await pause(100)
  await write(1)
  relay.nudge()
  await eventually(() => arrived.length === 1)
})

it('finds what nobody nudged about', async () => {
  collect(bus)
  relayTo(bus, { pollMs: 50 })
  await pause(100)
  await write(1)
  await eventually(() => arrived.length === 1)
})

it('sends every row once when three relays work on one table', async () => {
  const published: string[] = []
  const counting = busThat(async ({ id }) => {
    await pause(1)
    published.push(id)
  })
  await write(1, 600)
  for (const _ of numbers(3)) relayTo(counting, { batchSize: 20 })
  await eventually(async () => (await left()) === 0)
  expect(published.toSorted()).toEqual(
    numbers(600)
      .map((n) => `id-${n}`)
      .toSorted(),
  )
})

it('keeps what the broker refuses, sends the rest, and tries again', async () => {
  collect(bus)
  let refusals = 0
  const picky = busThat(async (message) => {
    if (message.id === 'id-2' && refusals < 2) {
      refusals += 1
      throw new Error('full')
    }
    await bus.publish(message)
  })
  await write(1, 3)
  relayTo(picky, { pollMs: 50 })
  await eventually(() => arrived.length === 2)
  await eventually(() => arrived.length === 3)
  expect(arrived.map(({ n }) => n)).toEqual([1, 3, 2])
  await eventually(async () => (await left()) === 0)
})

it('sends everything else at full speed while one message is refused time after time, and keeps it with the reason', async () => {
  collect(bus)
  let refusals = 0
  const picky = busThat(async (message) => {
    if (message.id === 'id-1') {
      refusals += 1
      throw new Error('too large')
    }
    await bus.publish(message)
  })
  await write(1, 2)
  const relay = relayTo(picky, { pollMs: 50 })
  await eventually(() => refusals >= 4)
  const before = refusals
  for (let n = 3; n <= 22; n += 1) {
    await write(n)
    relay.nudge()
    await eventually(() => arrived.length === n - 1)
  }
  // Each would otherwise have waited for another try of the refused one.
  expect(refusals - before).toBeLessThan(10)
  const { rows } = await sql`select message_id, attempts >= 3 as often, reason from scheduling.outbox`.execute(db)
  expect(rows).toEqual([{ message_id: 'id-1', often: true, reason: 'Error: too large' }])
})

it('lets new messages pass soon when one alone is refused time after time', async () => {
  collect(bus)
  let refusals = 0
  const picky = busThat(async (message) => {
    if (message.id !== 'id-1') return bus.publish(message)
    refusals += 1
    throw new Error('too large')
  })
  await write(1)
  const relay = relayTo(picky)
  // It would be tried again after five seconds.
  await eventually(() => refusals === 7)
  const before = performance.now()
  await write(2)
  relay.nudge()
  await eventually(() => arrived.length === 1)
  expect(performance.now() - before).toBeLessThan(4_000)
})

it('does not run against a broken broker in circles', async () => {
  let attempts = 0
  const broken = busThat(async () => {
    attempts += 1
    throw new Error('full')
  })
  await write(1)
  const relay = relayTo(broken)
  const until = performance.now() + 1_000
  while (performance.now() < until) {
    relay.nudge()
    await pause(5)
  }
  expect(attempts).toBeLessThan(6)
  expect(await left()).toBe(1)
})

it('has a message done once when it dies between publishing and deleting', async () => {
  collect(bus)
  await write(1)
  const store = kyselyOutbox(db, 'scheduling.outbox')
  const dying = store.relayBatch(10, async (message) => {
    await bus.publish(message)
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
              where datname = current_database() and state = 'idle in transaction'`.execute(db)
  })
  await expect(dying).rejects.toThrow()
  expect(await left()).toBe(1)
  relayTo(bus)
  await eventually(async () => (await left()) === 0)
  await write(2)
  relayTo(bus)
  await eventually(() => arrived.some(({ n }) => n === 2))
  expect(arrived.map(({ n }) => n)).toEqual([1, 2])
})

it('finishes its batch when it is closed, so nothing is published that stays in the table', async () => {
  const slow = busThat(() => pause(100))
  await write(1, 5)
  const relay = relayTo(slow)
  await pause(30)
  await relay.close()
  expect(await left()).toBe(0)
})

it('goes on by itself after the database dropped it', async () => {
  collect(bus)
  const relay = relayTo(bus, { pollMs: 50 })
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid()`.execute(db)
  await write(1)
  relay.nudge()
  await eventually(() => arrived.length === 1)
})

it('keeps everything while the broker is away, and sends it as soon as it is back', async () => {
  const server: NatsServer = await natsServer()
  closing.push(server)
  const stream = jetStreamBus({ url: server.url, name: 'test', log })
  closing.push(stream)
  await stream.bootstrap(topology)
  collect(stream)
  const relay = relayTo(stream)
  await server.kill()
  await eventually(() => stream.status() === 'disconnected')
  await write(1, 50)
  relay.nudge()
  await pause(500)
  expect(await left()).toBe(50)
  await server.restart()
  await eventually(async () => (await left()) === 0)
  await eventually(() => arrived.length === 50)
})
