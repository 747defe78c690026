import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { inTurn, rowsOf, store, testDatabase } from '../test-database.ts'
import { dispatchLane } from './dispatch-sql.ts'
import { sweepLane } from './sweep-sql.ts'

let database: Awaited<ReturnType<typeof testDatabase>>
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())
beforeEach(() => sql`truncate scheduling.schedule, scheduling.outbox cascade`.execute(database.db))

const sweep = (unclaimedMs = 60_000, waiting = 0) => sweepLane(database.db)({ lane: 'fast', unclaimedMs, waiting })
const change = (assignments: ReturnType<typeof sql>) =>
  sql`update scheduling.schedule set ${assignments}`.execute(database.db)
const running = (leaseFor: string) =>
  change(sql`status = 'running', epoch = 1, started_at = now(), lease_until = now() + ${leaseFor}::interval`)

it('lets a job whose lease has ended wait for its turn again, under a new message id', async () => {
  const id = await store(database.db, 1)
  await running('-1 second')
  expect(await sweep()).toBe(1)
  expect(await rowsOf(database.db, 'schedule')).toMatchObject([
    { status: 'pending', epoch: 2, lease_until: null, announced_at: null },
  ])
  await dispatchLane(database.db)({ lane: 'fast', room: { lane: 8, owner: 8 }, afterOwner: 0, servedOwner: 0 })
  expect((await rowsOf(database.db, 'outbox')).at(-1)).toMatchObject({ message_id: `${id}:2` })
})

it('takes back what nobody claimed in time, but not while its message may lie in the queue', async () => {
  await store(database.db, 1)
  await change(sql`announced_at = now() - interval '1 minute'`)
  expect(await sweep(30_000, 1)).toBe(0)
  expect(await sweep(120_000)).toBe(0)
  expect(await sweep(30_000)).toBe(1)
  expect(await rowsOf(database.db, 'schedule')).toMatchObject([{ epoch: 1, announced_at: null }])
})

it('takes back what was lost while newer jobs keep the queue full', async () => {
  for (let job = 0; job < 3; job += 1) await store(database.db, 1)
  await change(sql`announced_at = now() - interval '1 minute'`)
  for (let job = 0; job < 2; job += 1) await store(database.db, 2)
  expect(await sweep(30_000, 3)).toBe(0)
  expect(await sweep(30_000, 2)).toBe(3)
  const owners = (await rowsOf(database.db, 'schedule')).filter((row) => row.announced_at === null)
  expect(owners.map((row) => row.owner_id)).toEqual([1, 1, 1])
})

it('leaves jobs alone that are worked on, wait for their turn, have ended, or are of the other lane', async () => {
  await store(database.db, 1)
  await running('1 minute')
  await store(database.db, 1, { lane: 'exact' })
  await store(database.db, 1, { turns: inTurn })
  const ended = await store(database.db, 1)
  await sql`update scheduling.schedule set status = 'cancelled', completed_at = now() where id = ${ended}`.execute(
    database.db,
  )
  expect(await sweep(0)).toBe(0)
})

it('takes each lost job back once when several look at once', async () => {
  for (let job = 0; job < 20; job += 1) await store(database.db, 1)
  await change(sql`announced_at = now() - interval '1 hour'`)
  const found = await Promise.all(Array.from({ length: 8 }, () => sweep(60_000)))
  expect(found.reduce((sum, one) => sum + one)).toBe(20)
})
