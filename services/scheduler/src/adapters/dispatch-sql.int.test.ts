import { openDatabase } from '@filling/database'
import { createLogger } from '@filling/service-kit'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { requestRole } from '../migrations/0005-row-security.ts'
import { atOnce, inTurn, rowsOf, store, submissionOf, testDatabase } from '../test-database.ts'
import { type DispatchRequest, dispatchLane, type Room } from './dispatch-sql.ts'
import type { Db } from './rows.ts'
import { submitSchedule } from './submit-sql.ts'

let database: Awaited<ReturnType<typeof testDatabase>>
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())
beforeEach(() => sql`truncate scheduling.schedule, scheduling.outbox cascade`.execute(database.db))

const much: Room = { lane: 10_000, owner: 10_000 }
const dispatch = (changes: Partial<DispatchRequest> = {}) =>
  dispatchLane(database.db)({ lane: 'fast', room: much, afterOwner: 0, servedOwner: 0, ...changes })

/** Jobs that wait, the oldest first. A slow one counts 8, a quick one 1. */
const waiting = async (ownerId: number, jobs: number, lotsCount = 101): Promise<number[]> => {
  const ids: number[] = []
  for (let job = 0; job < jobs; job += 1) ids.push(await store(database.db, ownerId, { turns: inTurn, lotsCount }))
  return ids
}
const announcements = async (): Promise<unknown[]> =>
  (await rowsOf(database.db, 'outbox'))
    .filter(({ subject }) => `${subject}`.startsWith('scheduling.solve.'))
    .map(({ message_id }) => message_id)
const announcedIds = async (): Promise<unknown[]> =>
  (await rowsOf(database.db, 'schedule')).filter((row) => row.announced_at !== null).map(({ id }) => id)
const change = (assignments: ReturnType<typeof sql>, id: number) =>
  sql`update scheduling.schedule set ${assignments} where id = ${id}`.execute(database.db)

describe('a job that waits', () => {
  it('is announced under its epoch, with the request id that it came with', async () => {
    const trail = { 'x-request-id': 'r-1', traceparent: 't' }
    const request = { ownerId: 1, submission: submissionOf(), idempotencyKey: undefined, trail }
    const { summary } = await submitSchedule(database.db, inTurn)(request)
    expect(await announcements()).toEqual([])
    await change(sql`epoch = 4`, summary.id)
    const look = { busy: false, announced: 1, full: false, waiting: false, afterOwner: 0, servedOwner: 1 }
    expect(await dispatch()).toEqual(look)
    const message = (await rowsOf(database.db, 'outbox')).at(-1)
    expect(message).toMatchObject({
      message_id: `${summary.id}:4`,
      subject: 'scheduling.solve.fast.v1',
      data: { scheduleId: summary.id },
      headers: trail,
    })
    expect(await dispatch()).toMatchObject({ announced: 0, waiting: false })
  })

  it('waits on while its delay lasts, and lets others pass', async () => {
    const [delayed = 0, next] = await waiting(1, 2)
    await change(sql`not_before = now() + interval '1 hour'`, delayed)
    expect(await dispatch()).toMatchObject({ announced: 1, waiting: false })
    expect(await announcedIds()).toEqual([next])
  })

  it('is not announced when it has ended meanwhile, and not by the other lane', async () => {
    const [gone = 0] = await waiting(1, 1)
    await change(sql`status = 'cancelled', completed_at = now()`, gone)
    await store(database.db, 1, { turns: inTurn, lane: 'exact' })
    expect(await dispatch()).toMatchObject({ announced: 0, waiting: false })
  })
})

describe('the room of a lane', () => {
  it('is never passed, and is free again when a job has ended', async () => {
    await waiting(1, 5)
    const room = { lane: 16, owner: 10_000 }
    expect(await dispatch({ room })).toMatchObject({ announced: 2, full: true, waiting: true })
    expect(await dispatch({ room })).toMatchObject({ announced: 0, full: true, waiting: true })
    const [first = 0] = (await announcedIds()) as number[]
    await change(sql`status = 'running', started_at = now(), lease_until = now()`, first)
    expect(await dispatch({ room })).toMatchObject({ announced: 0 })
    await change(sql`status = 'cancelled', completed_at = now(), lease_until = null`, first)
    expect(await dispatch({ room })).toMatchObject({ announced: 1 })
  })

  it('holds eight quick jobs instead of one slow one', async () => {
    await waiting(1, 20, 100)
    expect(await dispatch({ room: { lane: 16, owner: 8 } })).toMatchObject({ announced: 8, full: false, waiting: true })
  })

  it('is filled once when ten look at once, and no job is announced twice', async () => {
    for (const owner of [1, 2, 3]) await waiting(owner, 20)
    await Promise.all(Array.from({ length: 10 }, () => dispatch({ room: { lane: 160, owner: 80 } })))
    const sent = await announcements()
    expect(new Set(sent).size).toBe(sent.length)
    // A look that began before the one with the lock had ended may have seen the same room.
    expect(sent.length).toBeGreaterThanOrEqual(20)
    expect(sent.length).toBeLessThanOrEqual(40)
  })
})

describe('owners', () => {
  it('take turns, each with his oldest, whoever came first', async () => {
    const [mine, yours] = [await waiting(7, 10), await waiting(3, 2)]
    expect(await dispatch({ room: { lane: 32, owner: 10_000 } })).toMatchObject({ announced: 4 })
    expect(await announcedIds()).toEqual([...mine.slice(0, 2), ...yours])
  })

  it('with much under way let those with less go first', async () => {
    for (const _ of [1, 2, 3]) await store(database.db, 1, { lotsCount: 101 })
    const [mine] = await waiting(1, 1)
    const yours = await waiting(2, 3)
    await dispatch({ room: { lane: 48, owner: 10_000 } })
    expect(await announcedIds()).toEqual(expect.arrayContaining(yours))
    expect(await announcedIds()).not.toContain(mine)
  })

  it('take turns also when there is not room for one job of each', async () => {
    for (const owner of [2, 3, 4]) await waiting(owner, 5)
    await waiting(9, 1)
    const served: number[] = []
    for (let servedOwner = 0; served.length < 4; served.push(servedOwner)) {
      ;({ servedOwner } = await dispatch({ room: { lane: 8, owner: 8 }, servedOwner }))
      await sql`update scheduling.schedule set status = 'cancelled', completed_at = now()
        where announced_at is not null and status = 'pending'`.execute(database.db)
    }
    expect(served).toEqual([2, 3, 4, 9])
  })

  it('with a slow job get their turn, however many others have quick ones', async () => {
    for (let owner = 1; owner <= 11; owner += 1) await waiting(owner, 3, 100)
    const [slow = 0] = await waiting(12, 1)
    const room = { lane: 16, owner: 8 }
    const { announced, servedOwner } = await dispatch({ room })
    expect([announced, servedOwner]).toEqual([11, 11])
    for (const id of ((await announcedIds()) as number[]).slice(0, 3))
      await change(sql`status = 'cancelled', completed_at = now()`, id)
    expect(await dispatch({ room, servedOwner })).toMatchObject({ announced: 1, full: true, servedOwner: 12 })
    expect(await announcedIds()).toContain(slow)
  })

  it('never have more under way than one may, and leave the rest of the room to others', async () => {
    await waiting(1, 10)
    expect(await dispatch({ room: { lane: 80, owner: 24 } })).toMatchObject({
      announced: 3,
      full: false,
      waiting: true,
    })
    await waiting(2, 1)
    expect(await dispatch({ room: { lane: 80, owner: 24 } })).toMatchObject({ announced: 1 })
  })

  it('all have their turn when there are more of them than one look takes', async () => {
    await sql`
      with stored as (
        insert into scheduling.schedule (owner_id, name, strategy, lane, start_time, lots_count, announced_at)
        select n, 'n', 'smart-pack', 'fast', now(), 101, null from generate_series(1, 450) n returning id
      ) insert into scheduling.input (schedule_id, lots, config) select id, '[]', '{}' from stored`.execute(database.db)
    const looks = []
    for (let afterOwner = 0; looks.length === 0 || afterOwner > 0; ) {
      const look = await dispatch({ room: much, afterOwner })
      looks.push([look.announced, look.afterOwner, look.waiting])
      afterOwner = look.afterOwner
    }
    expect(looks).toEqual([
      [200, 200, true],
      [200, 400, true],
      [50, 0, false],
    ])
  })
})

describe('a submit', () => {
  const submit = (room: Room | undefined, lotsCount = 101, ownerId = 1) =>
    store(database.db, ownerId, { turns: { ...atOnce, roomIn: () => room }, lotsCount })

  it('announces its job itself while there is room, and tells when it did not', async () => {
    const rung: string[] = []
    const turns = { roomIn: () => ({ lane: 16, owner: 16 }), submitted: (lane: string) => rung.push(lane) }
    const ids = []
    for (const _ of [1, 2, 3]) ids.push(await store(database.db, 1, { turns, lotsCount: 101 }))
    expect(await announcements()).toEqual([`${ids[0]}:0`, `${ids[1]}:0`])
    expect(rung).toEqual(['fast'])
  })

  it('respects what one owner may have under way', async () => {
    const room = { lane: 80, owner: 8 }
    const [mine, later, yours] = [await submit(room), await submit(room), await submit(room, 101, 2)]
    expect(await announcements()).toEqual([`${mine}:0`])
    expect(later).toBeLessThan(yours)
  })

  it('does not overtake a job that is due, but one whose delay lasts', async () => {
    const [earlier = 0] = await waiting(2, 1)
    await submit(much)
    expect(await announcements()).toEqual([])
    await sql`update scheduling.schedule set not_before = now() + interval '1 hour'`.execute(database.db)
    const id = await submit(much)
    expect(await announcements()).toEqual([`${id}:0`])
    expect(id).toBeGreaterThan(earlier)
  })
})

describe('a submit as its owner, who sees nobody else’s rows', () => {
  let requests: Db
  beforeAll(() => {
    const log = createLogger('test', 'silent')
    requests = openDatabase({ url: database.url, log, applicationName: 'test', perOwner: { role: requestRole } })
  })
  afterAll(() => requests.destroy())
  const submit = async (room: Room): Promise<number> => {
    const turns = { ...atOnce, roomIn: () => room }
    const submission = submissionOf({ lotsCount: 101 })
    const request = { ownerId: 1, submission, idempotencyKey: undefined, trail: {} }
    return (await submitSchedule(requests, turns)(request)).summary.id
  }

  it('knows all the same that a lane is full', async () => {
    const theirs = await store(database.db, 2, { lotsCount: 101 })
    await submit({ lane: 8, owner: 8 })
    expect(await announcements()).toEqual([`${theirs}:0`])
  })

  it('knows all the same that somebody waits', async () => {
    await waiting(2, 1)
    await submit(much)
    expect(await announcements()).toEqual([])
  })
})

it('costs the same however many jobs wait', async () => {
  await sql`
    insert into scheduling.schedule (owner_id, name, strategy, lane, start_time, lots_count, announced_at)
    select 1 + n % 7, 'n', 'smart-pack', 'fast', now(), 4, null from generate_series(1, 20000) n`.execute(database.db)
  const rowsRead = async (): Promise<number> => {
    await sql`select pg_stat_force_next_flush()`.execute(database.db)
    const { rows } = await sql<{ count: number }>`select (seq_tup_read + idx_tup_fetch)::int count
      from pg_stat_user_tables where schemaname = 'scheduling' and relname = 'schedule'`.execute(database.db)
    return rows[0]!.count
  }
  const before = await rowsRead()
  for (let look = 0; look < 20; look += 1) await dispatch({ room: { lane: 0, owner: 24 } })
  expect((await rowsRead()) - before).toBeLessThan(20_000)
})
