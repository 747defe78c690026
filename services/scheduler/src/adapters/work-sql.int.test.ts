import { check, scheduleCancelledV1, scheduleCompletedV1, scheduleFailedV1 } from '@filling/contracts'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Claim } from '../schedule.ts'
import { rowsOf, store, testDatabase } from '../test-database.ts'
import { deleteSchedule } from './delete-sql.ts'
import { keepRejected } from './rejected-sql.ts'
import { schedulesAsWork, type Work } from './work-sql.ts'

const planned = {
  kind: 'planned',
  result: '{"makespan":  24}',
  makespanHours: 24,
  lowerBoundHours: 20,
  optimal: false,
} as const
const failure = { code: 'solver.crashed', message: 'It stopped', givenUp: true } as const
const nothing = { progress: undefined, incumbent: undefined }
const crashed = { outcome: 'crashed', reason: 'It stopped', incumbent: undefined } as const
const handedOver = { outcome: 'handed_over', reason: 'Stopped', incumbent: undefined } as const

let database: Awaited<ReturnType<typeof testDatabase>>
let work: Work
beforeAll(async () => {
  database = await testDatabase()
  work = schedulesAsWork(database.db, 15_000)
})
afterAll(() => database.close())
beforeEach(() =>
  sql`truncate scheduling.schedule, scheduling.outbox, scheduling.audit, scheduling.dead_letter cascade`.execute(
    database.db,
  ),
)

/** As if every delay had passed. */
const claim = async (id: number): Promise<Claim> => {
  await sql`update scheduling.schedule set not_before = now() where id = ${id} and not_before > now()`.execute(
    database.db,
  )
  const claimed = await work.claim(id)
  if (!claimed) throw new Error(`schedule ${id} could not be claimed`)
  return claimed
}

const expireLease = (id: number) =>
  sql`update scheduling.schedule set lease_until = now() - interval '1 second' where id = ${id}`.execute(database.db)

const scheduleOf = async (id: number) => (await rowsOf(database.db, 'schedule')).find((row) => row.id === id)

describe('claim', () => {
  it('gives a job to one of many solvers that want it at once', async () => {
    const id = await store(database.db, 1)
    const claims = await Promise.all(Array.from({ length: 20 }, () => work.claim(id)))
    expect(claims.filter(Boolean)).toMatchObject([{ scheduleId: id, epoch: 1, attempt: 1 }])
  })

  it('hands over what was stored, letter for letter', async () => {
    const id = await store(database.db, 1, {
      lots: '[ {"lot_id":"Ä \\u0000"} ]',
      config: '{"seed": 1.0}',
      warnings: ['careful'],
    })
    expect((await claim(id)).job).toEqual({
      strategy: 'smart-pack',
      lane: 'fast',
      startTimeMs: Date.parse('2026-03-02T08:00:00Z'),
      lots: '[ {"lot_id":"Ä \\u0000"} ]',
      lotsCount: 1,
      config: '{"seed": 1.0}',
      warnings: ['careful'],
    })
  })

  it('leaves a job alone while its lease runs, and says so', async () => {
    const id = await store(database.db, 1)
    await claim(id)
    expect(await work.claim(id)).toBeUndefined()
    expect(await work.takenForMs(id)).toBeGreaterThan(10_000)
  })

  it('takes over when the lease has ended, and keeps the first start', async () => {
    const id = await store(database.db, 1)
    await claim(id)
    const started = (await scheduleOf(id))?.started_at
    await expireLease(id)
    expect(await work.takenForMs(id)).toBe(0)
    expect(await claim(id)).toMatchObject({ epoch: 2, attempt: 2 })
    expect((await scheduleOf(id))?.started_at).toEqual(started)
  })

  it('does not find what is finished or deleted', async () => {
    const id = await store(database.db, 1)
    await work.complete(await claim(id), planned, {})
    expect(await work.claim(id)).toBeUndefined()
    expect(await work.takenForMs(id)).toBeUndefined()
    expect(await work.claim(987_654)).toBeUndefined()
    expect(await work.takenForMs(987_654)).toBeUndefined()
  })
})

describe('a solver whose claim was taken over', () => {
  const takenOver = async () => {
    const id = await store(database.db, 1)
    const stale = await claim(id)
    await expireLease(id)
    return { id, stale, current: await claim(id) }
  }

  it('changes nothing, whatever it does', async () => {
    const { id, stale } = await takenOver()
    const [before, outbox] = [await scheduleOf(id), await rowsOf(database.db, 'outbox')]
    expect(await work.extend(stale, nothing)).toBe('lost')
    expect(await work.complete(stale, planned, {})).toBe(false)
    expect(await work.fail(stale, failure, {})).toBe(false)
    expect(await work.release(stale, crashed)).toBe(false)
    expect(await work.cancel(stale, undefined, {})).toBe(false)
    expect(await scheduleOf(id)).toEqual(before)
    expect(await rowsOf(database.db, 'outbox')).toEqual(outbox)
  })

  it('does not stop the one who holds the claim now', async () => {
    const { id, stale, current } = await takenOver()
    await work.complete(stale, { ...planned, result: '{"makespan":1}' }, {})
    expect(await work.complete(current, planned, {})).toBe(true)
    expect(await scheduleOf(id)).toMatchObject({ status: 'completed', result: { makespan: 24 }, epoch: 2 })
  })
})

describe('the end of a job', () => {
  it('is written with its fact, once, however often it is tried', async () => {
    const id = await store(database.db, 1)
    const held = await claim(id)
    const trail = { 'x-request-id': 'r-9' }
    expect([await work.complete(held, planned, trail), await work.complete(held, planned, trail)]).toEqual([
      true,
      false,
    ])
    const facts = (await rowsOf(database.db, 'outbox')).filter(({ subject }) => subject === scheduleCompletedV1.subject)
    expect(facts).toMatchObject([{ message_id: `${id}:completed`, headers: trail }])
    expect(check(scheduleCompletedV1.data, facts[0]?.data)).toMatchObject({
      ok: true,
      value: { makespanHours: 24, optimal: false },
    })
  })

  it('can be a failure with a reason that its owner reads', async () => {
    const id = await store(database.db, 1)
    expect(await work.fail(await claim(id), failure, {})).toBe(true)
    expect(await scheduleOf(id)).toMatchObject({
      status: 'failed',
      error_code: 'solver.crashed',
      error_message: 'It stopped',
    })
    const fact = (await rowsOf(database.db, 'outbox')).at(-1)
    expect(check(scheduleFailedV1.data, fact?.data)).toMatchObject({ ok: true, value: { reason: 'It stopped' } })
  })

  it('is not written for a schedule that was deleted meanwhile', async () => {
    const id = await store(database.db, 1)
    const held = await claim(id)
    await deleteSchedule(database.db)({ id, ownerId: 1, trail: {} })
    expect(await work.extend(held, nothing)).toBe('lost')
    expect(await work.complete(held, planned, {})).toBe(false)
    expect((await rowsOf(database.db, 'outbox')).at(-1)).toMatchObject({ message_id: `${id}:deleted` })
  })

  it('keeps what was given up for an operator, and what the lots are to blame for is no dead letter', async () => {
    await work.fail(await claim(await store(database.db, 1)), { ...failure, givenUp: false }, {})
    const id = await store(database.db, 1)
    await work.fail(await claim(id), failure, {})
    expect(await rowsOf(database.db, 'dead_letter')).toMatchObject([
      { kind: 'job', schedule_id: id, reason: 'solver.crashed: It stopped', replayed_at: null },
    ])
  })

  it('can be its owner’s wish, with the plan that there is', async () => {
    const id = await store(database.db, 1)
    expect(await work.cancel(await claim(id), planned, {})).toBe(true)
    expect(await scheduleOf(id)).toMatchObject({ status: 'cancelled', result: { makespan: 24 }, incumbent: null })
    const fact = (await rowsOf(database.db, 'outbox')).at(-1)
    expect(fact?.message_id).toBe(`${id}:cancelled`)
    expect(check(scheduleCancelledV1.data, fact?.data)).toMatchObject({ ok: true, value: { kept: true } })
  })
})

describe('a job that is given back', () => {
  const waits = async (id: number) => {
    const { rows } = await sql<{ seconds: number }>`
      select extract(epoch from not_before - now())::float8 as seconds from scheduling.schedule where id = ${id}`.execute(
      database.db,
    )
    return rows[0]!.seconds
  }

  it('waits its turn again, at once and as if it had not been tried when its solver was stopped', async () => {
    const id = await store(database.db, 1)
    await work.release(await claim(id), handedOver)
    expect(await scheduleOf(id)).toMatchObject({ status: 'pending', attempt: 0, announced_at: null, lease_until: null })
    expect(await waits(id)).toBeLessThanOrEqual(0)
  })

  it('waits longer after each crash, and never longer than a minute', async () => {
    const id = await store(database.db, 1)
    const delays: number[] = []
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      await work.release(await claim(id), crashed)
      delays.push(Math.ceil(await waits(id)))
    }
    expect(delays).toEqual([1, 2, 4, 8, 16, 32, 60, 60])
  })

  it('keeps its delay when a message comes again, unless its owner waits for its end', async () => {
    const id = await store(database.db, 1)
    await work.release(await claim(id), crashed)
    expect(await work.claim(id)).toBeUndefined()
    const stopped = await store(database.db, 1)
    const held = await claim(stopped)
    await sql`update scheduling.schedule set stop_requested_at = now() where id = ${stopped}`.execute(database.db)
    await work.release(held, crashed)
    expect(await work.claim(stopped)).toMatchObject({ stopRequested: true })
  })

  it('remembers what became of its attempts, also of the one that ended without a word', async () => {
    const id = await store(database.db, 1)
    await work.release(await claim(id), handedOver)
    await work.release(await claim(id), crashed)
    await claim(id)
    await expireLease(id)
    await claim(id)
    expect((await scheduleOf(id))?.earlier_attempts).toMatchObject([
      { attempt: 1, outcome: 'handed_over', reason: 'Stopped' },
      { attempt: 1, outcome: 'crashed', reason: 'It stopped' },
      { attempt: 2, outcome: 'lease_expired' },
    ])
  })

  it('remembers the newest fifty attempts and no more', async () => {
    const id = await store(database.db, 1)
    for (let attempt = 1; attempt <= 55; attempt += 1) await work.release(await claim(id), crashed)
    const kept = (await scheduleOf(id))?.earlier_attempts as { attempt: number }[]
    expect(kept.map(({ attempt }) => attempt)).toEqual(Array.from({ length: 50 }, (_, i) => i + 6))
  })

  it('brings the best plan so far along to the next claim, until the job has ended', async () => {
    const id = await store(database.db, 1)
    const held = await claim(id)
    expect(await work.extend(held, { ...nothing, incumbent: Buffer.from('plan 1') })).toBe('held')
    await work.extend(held, nothing)
    await expireLease(id)
    const next = await claim(id)
    expect(Buffer.from(next.job.incumbent!).toString()).toBe('plan 1')
    await work.release(next, { ...handedOver, incumbent: Buffer.from('plan 2') })
    const last = await claim(id)
    expect(Buffer.from(last.job.incumbent!).toString()).toBe('plan 2')
    await work.complete(last, planned, {})
    expect(await scheduleOf(id)).toMatchObject({ incumbent: null })
  })
})

describe('a message that nobody can read', () => {
  it('is kept once, however often its rejection is lost', async () => {
    const message = { subject: 's', id: 'm', data: 'not \u0000 JSON', headers: { 'x-request-id': 'r' }, delivery: 1 }
    for (const id of ['m', 'm', '', '']) await keepRejected(database.db)({ ...message, id }, 'not JSON')
    const kept = await rowsOf(database.db, 'dead_letter')
    expect(kept.map(({ message_id }) => message_id)).toEqual(['m', '', ''])
    expect(kept[0]).toMatchObject({ kind: 'message', reason: 'not JSON', data: 'not \u0000 JSON', schedule_id: null })
  })

  it('is kept once for its schedule, however often that is announced again', async () => {
    const keep = (id: string, data: unknown) =>
      keepRejected(database.db)({ subject: 'work', id, data, headers: {}, delivery: 1 }, 'of a later version')
    for (const id of ['7:0', '7:1', '7:2', '71:0']) await keep(id, { from: 'tomorrow', "it's": '%' })
    await keep('7:3', { from: 'the day after' })
    const kept = (await rowsOf(database.db, 'dead_letter')).filter(({ subject }) => subject === 'work')
    expect(kept.map(({ message_id }) => message_id)).toEqual(['7:0', '71:0', '7:3'])
  })
})
