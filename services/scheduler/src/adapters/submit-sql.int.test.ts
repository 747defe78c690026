import { check, scheduleSubmittedV1, solveRequestedV1 } from '@filling/contracts'
import { AppError } from '@filling/service-kit'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { atOnce, rowsOf, submissionOf, testDatabase } from '../test-database.ts'
import { submitSchedule } from './submit-sql.ts'

let database: Awaited<ReturnType<typeof testDatabase>>
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())
beforeEach(() => sql`truncate scheduling.schedule, scheduling.outbox, scheduling.audit cascade`.execute(database.db))

const submit = (changes: Partial<Parameters<ReturnType<typeof submitSchedule>>[0]> = {}) =>
  submitSchedule(
    database.db,
    atOnce,
  )({
    ownerId: 1,
    submission: submissionOf(),
    idempotencyKey: undefined,
    trail: { 'x-request-id': 'r-1', traceparent: 't' },
    ...changes,
  })

it('stores schedule, lots, audit entry and both messages together', async () => {
  const { summary } = await submit({ submission: submissionOf({ warnings: ['careful'] }) })
  expect(summary).toMatchObject({
    name: 'Week 12',
    status: 'pending',
    started_at: null,
    start_time: '2026-03-02T08:00:00.000Z',
  })
  expect(await rowsOf(database.db, 'input')).toHaveLength(1)
  expect(await rowsOf(database.db, 'audit')).toMatchObject([{ actor_id: 1, action: 'submitted', request_id: 'r-1' }])
  const outbox = await rowsOf(database.db, 'outbox')
  expect(outbox.map(({ message_id, subject }) => [message_id, subject])).toEqual([
    [`${summary.id}:0`, 'scheduling.solve.fast.v1'],
    [`${summary.id}:submitted`, 'scheduling.schedule.submitted.v1'],
  ])
  expect(outbox[0]?.headers).toEqual({ 'x-request-id': 'r-1', traceparent: 't' })
  expect(check(solveRequestedV1.fast.data, outbox[0]?.data)).toMatchObject({ ok: true })
  expect(check(scheduleSubmittedV1.data, outbox[1]?.data)).toMatchObject({ ok: true })
})

it('sends an exact strategy to the exact lane', async () => {
  await submit({ submission: submissionOf({ strategy: 'milp-opt', lane: 'exact' }) })
  expect((await rowsOf(database.db, 'outbox'))[0]?.subject).toBe('scheduling.solve.exact.v1')
})

it('makes one schedule of fifty submits that come at once with one key', async () => {
  const answers = await Promise.all(Array.from({ length: 50 }, () => submit({ idempotencyKey: 'k' })))
  expect(new Set(answers.map(({ summary }) => summary.id)).size).toBe(1)
  expect(await rowsOf(database.db, 'schedule')).toHaveLength(1)
  expect(await rowsOf(database.db, 'outbox')).toHaveLength(2)
  expect(await rowsOf(database.db, 'audit')).toHaveLength(1)
})

it('refuses a key that comes again with another body, and keeps what the first one stored', async () => {
  const first = await submit({ idempotencyKey: 'k' })
  const other = submit({ idempotencyKey: 'k', submission: submissionOf({ hash: 'ff'.repeat(32), name: 'Other' }) })
  await expect(other).rejects.toThrow(AppError)
  await expect(other).rejects.toMatchObject({ code: 'idempotency.key_reused', status: 422 })
  expect(await rowsOf(database.db, 'schedule')).toMatchObject([{ id: first.summary.id, name: 'Week 12' }])
})

it('does not mix the keys of two owners', async () => {
  const mine = await submit({ ownerId: 1, idempotencyKey: 'k' })
  const theirs = await submit({ ownerId: 2, idempotencyKey: 'k' })
  expect(mine.summary.id).not.toBe(theirs.summary.id)
})

it('repeats the warnings of the first answer for the same key', async () => {
  const submission = submissionOf({ warnings: ['start_time has no UTC offset; UTC is assumed'] })
  await submit({ idempotencyKey: 'k', submission })
  expect((await submit({ idempotencyKey: 'k', submission })).warnings).toEqual(submission.warnings)
})

it('frees a key with its schedule', async () => {
  const first = await submit({ idempotencyKey: 'k' })
  await sql`delete from scheduling.schedule`.execute(database.db)
  expect((await submit({ idempotencyKey: 'k' })).summary.id).not.toBe(first.summary.id)
})

it('stores nothing when a part cannot be stored', async () => {
  await expect(submit({ submission: submissionOf({ lots: 'not json' }) })).rejects.toThrow('json')
  expect(await rowsOf(database.db, 'schedule')).toEqual([])
  expect(await rowsOf(database.db, 'outbox')).toEqual([])
})

it.each([
  ['a completed schedule without a plan', sql`status = 'completed', completed_at = now()`],
  ['a plan before the end', sql`result = '{}'`],
  ['a running schedule without a lease', sql`status = 'running', started_at = now()`],
  ['a lease on what nobody works on', sql`lease_until = now()`],
  ['a failure without a reason', sql`status = 'failed', completed_at = now()`],
  ['an end without a time', sql`status = 'cancelled'`],
  ['an unknown status', sql`status = 'lost'`],
])('cannot hold %s', async (_what, change) => {
  await submit()
  await expect(sql`update scheduling.schedule set ${change}`.execute(database.db)).rejects.toThrow('check constraint')
})
