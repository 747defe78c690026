import type { AppError } from '@filling/service-kit'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { rowsOf, store, testDatabase } from '../test-database.ts'
import { dismissDeadLetter, listDeadLetters, replayDeadLetter } from './dead-letter-sql.ts'
import { deleteSchedule } from './delete-sql.ts'
import { keepRejected } from './rejected-sql.ts'
import { schedulesAsWork, type Work } from './work-sql.ts'

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

const failure = { code: 'solver.crashed', message: 'It stopped', givenUp: true } as const
const everything = { page: 1, pageSize: 20, kind: undefined, replayed: undefined, scheduleId: undefined }
const list = (wanted = {}) => listDeadLetters(database.db)({ ...everything, ...wanted })
const by = (id: number) => ({ id, actorId: 99, trail: { 'x-request-id': 'r' } })
const failed = async (): Promise<number> => {
  const id = await store(database.db, 1)
  await work.release((await work.claim(id))!, { outcome: 'crashed', reason: 'once', incumbent: undefined })
  await sql`update scheduling.schedule set not_before = now() where id = ${id}`.execute(database.db)
  await work.fail((await work.claim(id))!, failure, {})
  return id
}
const newest = async () => (await list()).deadLetters[0]!
const codeOf = (refused: Promise<unknown>) =>
  refused.then(
    () => expect.fail('was not refused'),
    (error) => (error as AppError).code,
  )

describe('a replay', () => {
  it('has the job planned as if it had never been tried, and lists what became of it before', async () => {
    const id = await failed()
    const old = (await rowsOf(database.db, 'schedule'))[0]!
    const letter = await newest()
    expect(letter).toMatchObject({ schedule_id: id, owner_id: 1, replayed_at: null })
    expect(await replayDeadLetter(database.db)(by(letter.id))).toMatchObject({
      owner_id: 1,
      replayed_at: expect.any(String),
    })
    const row = (await rowsOf(database.db, 'schedule'))[0]!
    expect(row).toMatchObject({
      ...{ status: 'pending', attempt: 0, epoch: Number(old.epoch) + 1, announced_at: null },
      ...{ completed_at: null, error_code: null, error_message: null },
      earlier_attempts: [
        { attempt: 1, outcome: 'crashed', reason: 'once' },
        { attempt: 2, outcome: 'failed', reason: 'It stopped', started_at: expect.any(String) },
      ],
    })
    expect((await rowsOf(database.db, 'audit')).at(-1)).toMatchObject({
      actor_id: 99,
      action: 'replayed',
      schedule_id: id,
    })
    expect(await work.claim(id)).toMatchObject({ attempt: 1 })
  })

  it('happens once, however many want it', async () => {
    await failed()
    const { id } = await newest()
    const all = await Promise.allSettled(Array.from({ length: 8 }, () => replayDeadLetter(database.db)(by(id))))
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await codeOf(replayDeadLetter(database.db)(by(id)))).toBe('dead_letter.replayed')
    expect((await rowsOf(database.db, 'schedule'))[0]).toMatchObject({ epoch: 3 })
  })

  it('that fails again is another dead letter, with a fact of its own', async () => {
    const id = await failed()
    await replayDeadLetter(database.db)(by((await newest()).id))
    await work.fail((await work.claim(id))!, failure, {})
    expect((await list()).deadLetters).toMatchObject([{ replayed_at: null }, { replayed_at: expect.any(String) }])
    const facts = (await rowsOf(database.db, 'outbox'))
      .map((row) => String(row.message_id))
      .filter((name) => name.includes('failed'))
    expect(new Set(facts).size).toBe(2)
  })

  it('is refused for what is not there, and for a message', async () => {
    await keepRejected(database.db)({ subject: 's', id: 'm', data: 1, headers: {}, delivery: 1 }, 'not JSON')
    expect(await codeOf(replayDeadLetter(database.db)(by((await newest()).id)))).toBe('dead_letter.not_a_job')
    expect(await codeOf(replayDeadLetter(database.db)(by(987_654)))).toBe('dead_letter.not_found')
  })
})

describe('the list', () => {
  it('shows pages, the newest first, and what is asked for', async () => {
    const [first, second] = [await failed(), await failed()]
    await keepRejected(database.db)({ subject: 's', id: 'm', data: { a: 1 }, headers: {}, delivery: 1 }, 'not JSON')
    const idsOf = async (wanted: object) => (await list(wanted)).deadLetters.map(({ schedule_id }) => schedule_id)
    expect(await idsOf({})).toEqual([null, second, first])
    expect(await list({ page: 2, pageSize: 2 })).toMatchObject({ total: 3, deadLetters: [{ schedule_id: first }] })
    expect(await list({ page: 9 })).toEqual({ total: 3, deadLetters: [] })
    expect(await idsOf({ kind: 'message' })).toEqual([null])
    expect(await idsOf({ scheduleId: first })).toEqual([first])
    const [letter] = (await list({ scheduleId: second })).deadLetters
    await replayDeadLetter(database.db)(by(letter!.id))
    expect(await idsOf({ replayed: true })).toEqual([second])
    expect(await idsOf({ replayed: false })).toEqual([null, first])
  })

  it('forgets what is dismissed, once, and what its owner deleted', async () => {
    const id = await failed()
    await failed()
    const letter = await newest()
    await dismissDeadLetter(database.db)(by(letter.id))
    expect(await codeOf(dismissDeadLetter(database.db)(by(letter.id)))).toBe('dead_letter.not_found')
    expect((await rowsOf(database.db, 'audit')).at(-1)).toMatchObject({ actor_id: 99, action: 'dismissed' })
    await deleteSchedule(database.db)({ id, ownerId: 1, trail: {} })
    expect(await list()).toEqual({ total: 0, deadLetters: [] })
  })
})
