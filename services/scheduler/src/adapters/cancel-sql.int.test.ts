import { check, scheduleCancelledV1 } from '@filling/contracts'
import type { AppError } from '@filling/service-kit'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Claim } from '../schedule.ts'
import { rowsOf, store, testDatabase } from '../test-database.ts'
import { cancelSchedule } from './cancel-sql.ts'
import { deleteSchedule } from './delete-sql.ts'
import { sweepLane } from './sweep-sql.ts'
import { schedulesAsWork, type Work } from './work-sql.ts'

const planned = {
  kind: 'planned',
  result: '{"makespan":24}',
  makespanHours: 24,
  lowerBoundHours: 20,
  optimal: false,
} as const
const known = { progress: undefined, incumbent: Buffer.from('a plan') }

let database: Awaited<ReturnType<typeof testDatabase>>
let work: Work
beforeAll(async () => {
  database = await testDatabase()
  work = schedulesAsWork(database.db, 15_000)
})
afterAll(() => database.close())
beforeEach(() => sql`truncate scheduling.schedule, scheduling.outbox, scheduling.audit cascade`.execute(database.db))

const claim = async (id: number): Promise<Claim> => (await work.claim(id)) ?? expect.fail('not claimed')
const cancel = (id: number, keep: 'none' | 'best' = 'none', ownerId = 1) =>
  cancelSchedule(database.db)({ id, ownerId, keep, trail: { 'x-request-id': 'r-1' } })
const row = async (id: number) => (await rowsOf(database.db, 'schedule')).find((schedule) => schedule.id === id)
const ends = async (id: number) =>
  (await rowsOf(database.db, 'outbox'))
    .map(({ message_id }) => String(message_id))
    .filter((name) => name.startsWith(`${id}:`) && /completed|failed|cancelled|deleted/.test(name))
const codeOf = (refused: Promise<unknown>) =>
  refused.then(
    () => expect.fail('was not refused'),
    (error) => (error as AppError).code,
  )

describe('a cancel', () => {
  it.each(['none', 'best'] as const)(
    'ends what waits, at once, with its fact and its audit (keep=%s)',
    async (keep) => {
      const id = await store(database.db, 1)
      expect(await cancel(id, keep)).toMatchObject({ id, status: 'cancelled', completed_at: expect.any(String) })
      expect(await row(id)).toMatchObject({ status: 'cancelled', result: null })
      const fact = (await rowsOf(database.db, 'outbox')).at(-1)
      expect(fact).toMatchObject({ message_id: `${id}:cancelled`, headers: { 'x-request-id': 'r-1' } })
      expect(check(scheduleCancelledV1.data, fact?.data)).toMatchObject({ ok: true, value: { kept: false } })
      expect((await rowsOf(database.db, 'audit')).at(-1)).toMatchObject({
        action: 'cancelled',
        schedule_id: id,
        actor_id: 1,
      })
      expect(await work.claim(id)).toBeUndefined()
    },
  )

  it('ends what runs, and whoever works on it changes nothing any more', async () => {
    const id = await store(database.db, 1)
    const held = await claim(id)
    expect(await cancel(id)).toMatchObject({ status: 'cancelled' })
    expect(await work.extend(held, known)).toBe('lost')
    expect(await work.complete(held, planned, {})).toBe(false)
    expect(await work.takenForMs(id)).toBeUndefined()
    expect(await row(id)).toMatchObject({ status: 'cancelled', result: null, incumbent: null })
  })

  it('that wants to keep a plan lets its solver end it', async () => {
    const id = await store(database.db, 1)
    const held = await claim(id)
    expect([await cancel(id, 'best'), await cancel(id, 'best')]).toMatchObject([
      { status: 'running' },
      { status: 'running' },
    ])
    expect((await rowsOf(database.db, 'audit')).filter(({ action }) => action === 'cancelled')).toHaveLength(1)
    expect(await work.extend(held, known)).toBe('stop')
    expect(await work.cancel(held, planned, {})).toBe(true)
    expect(await ends(id)).toEqual([`${id}:cancelled`])
    expect(await cancel(id, 'best')).toMatchObject({ status: 'cancelled' })
  })

  it('that wants to keep a plan is found by whoever takes over from a dead solver', async () => {
    const id = await store(database.db, 1)
    await work.extend(await claim(id), known)
    await cancel(id, 'best')
    await sql`update scheduling.schedule set lease_until = now() - interval '1 second'`.execute(database.db)
    await sweepLane(database.db)({ lane: 'fast', unclaimedMs: 60_000, waiting: 0 })
    const next = await claim(id)
    expect(next).toMatchObject({ stopRequested: true, attempt: 1 })
    expect(Buffer.from(next.job.incumbent!).toString()).toBe('a plan')
  })

  it('that wants to keep a plan waits for a claim where an interrupted attempt left one, and a second cancel does not', async () => {
    const id = await store(database.db, 1)
    await work.release(await claim(id), { outcome: 'handed_over', reason: 'x', incumbent: known.incumbent })
    expect(await cancel(id, 'best')).toMatchObject({ status: 'pending' })
    expect(await cancel(id)).toMatchObject({ status: 'cancelled' })
    expect(await ends(id)).toEqual([`${id}:cancelled`])
  })

  it('is not taken back by a hand-over', async () => {
    const id = await store(database.db, 1)
    const held = await claim(id)
    await cancel(id)
    expect(await work.release(held, { outcome: 'handed_over', reason: 'x', incumbent: undefined })).toBe(false)
    expect(await row(id)).toMatchObject({ status: 'cancelled' })
  })

  it('says why it comes too late, or to whom the schedule belongs', async () => {
    const completed = await store(database.db, 1)
    await work.complete(await claim(completed), planned, {})
    const failed = await store(database.db, 1)
    await work.fail(await claim(failed), { code: 'solver.crashed', message: 'm', givenUp: false }, {})
    for (const id of [completed, failed]) expect(await codeOf(cancel(id))).toBe('schedule.already_ended')
    expect(await codeOf(cancel(completed, 'none', 2))).toBe('schedule.forbidden')
    expect(await codeOf(cancel(987_654))).toBe('schedule.not_found')
    expect(await row(completed)).toMatchObject({ status: 'completed', stop_requested_at: null })
  })
})

describe('things that happen at once', () => {
  const settled = (all: readonly Promise<unknown>[]) => Promise.allSettled(all)

  it('give a job one end and one fact, whoever comes first', async () => {
    for (let round = 0; round < 20; round += 1) {
      const id = await store(database.db, 1)
      const held = await claim(id)
      const acts = [
        () => cancel(id),
        () => cancel(id, 'best'),
        () => cancel(id),
        () => work.complete(held, planned, {}),
        () => work.cancel(held, planned, {}),
      ]
      await settled([...acts.slice(round % 5), ...acts.slice(0, round % 5)].map((act) => act()))
      expect(await ends(id)).toHaveLength(1)
      expect((await row(id))?.status).toMatch(/completed|cancelled/)
    }
  })

  it('leave nothing behind when one of them is a delete', async () => {
    for (let round = 0; round < 20; round += 1) {
      const id = await store(database.db, 1)
      const remove = () => deleteSchedule(database.db)({ id, ownerId: 1, trail: {} })
      const acts = round % 2 ? [() => cancel(id), remove] : [remove, () => cancel(id)]
      await settled(acts.map((act) => act()))
      expect(await row(id)).toBeUndefined()
      expect((await ends(id)).filter((name) => name.endsWith('deleted'))).toHaveLength(1)
    }
  })
})
