import { readConfig } from '@filling/service-kit'
import { eventually } from '@filling/test-kit'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { composeApi, SchedulerApiConfig } from '../compose.ts'
import { startPurger } from '../purger.ts'
import { rowsOf, store } from '../test-database.ts'
import { startScheduler, type TestScheduler } from '../test-scheduler.ts'
import { purgeOld } from './purge-sql.ts'

let scheduler: TestScheduler
beforeAll(async () => {
  scheduler = await startScheduler({ solver: false })
})
afterAll(() => scheduler.close())

/** Ten of each kind, one a day back to nine days ago, the oldest first; and two jobs that were given up long ago. */
beforeEach(async () => {
  const { db } = scheduler
  await sql`truncate scheduling.audit, scheduling.dead_letter, scheduling.schedule cascade`.execute(db)
  await sql`insert into scheduling.audit (at, actor_id, action, schedule_id)
    select now() - n * interval '1 day', 1, 'day ' || n, n from generate_series(9, 0, -1) n`.execute(db)
  await sql`insert into scheduling.dead_letter (at, kind, reason, subject, message_id, data)
    select now() - n * interval '1 day', 'message', 'day ' || n, 's', 'm' || n, '1' from generate_series(9, 0, -1) n`.execute(
    db,
  )
  for (const owner of [1, 2]) {
    const id = await store(db, owner)
    await sql`insert into scheduling.dead_letter (at, kind, reason, schedule_id)
      values (now() - interval '900 days', 'job', 'job', ${id})`.execute(db)
  }
})
const left = async () => ({
  audit: (await rowsOf(scheduler.db, 'audit')).map(({ action }) => action),
  dead: (await rowsOf(scheduler.db, 'dead_letter')).map(({ reason }) => reason),
})
const days = (from: number) => Array.from({ length: from + 1 }, (_, n) => `day ${from - n}`)
const submitted = ['submitted', 'submitted']

it('deletes what is older, of every owner, and leaves dead letters of jobs to their schedules', async () => {
  const purged = await purgeOld(scheduler.db)({ auditDays: 4.5, deadMessageDays: 2.5 })
  expect(purged).toEqual({ audit: 5, deadMessages: 7, more: false })
  expect(await left()).toEqual({ audit: [...days(4), ...submitted], dead: [...days(2), 'job', 'job'] })
})

it('keeps everything for ever where that is wanted', async () => {
  expect(await purgeOld(scheduler.db)({ auditDays: 0, deadMessageDays: 0 })).toMatchObject({
    audit: 0,
    deadMessages: 0,
  })
  expect(await left()).toEqual({ audit: [...days(9), ...submitted], dead: [...days(9), 'job', 'job'] })
})

it('goes on batch by batch until nothing is left to go, also when two do it at once', async () => {
  const each = { purge: purgeOld(scheduler.db, 2), ages: { auditDays: 1.5, deadMessageDays: 1.5 }, log: scheduler.log }
  const purgers = [startPurger(each), startPurger(each)]
  await eventually(async () => (await left()).audit.length === 4 && (await left()).dead.length === 4)
  for (const purger of purgers) await purger.close()
  expect(await left()).toEqual({ audit: [...days(1), ...submitted], dead: [...days(1), 'job', 'job'] })
})

it('is what every api does as it starts, by its configuration', async () => {
  const env = { ...scheduler.env, AUDIT_DAYS: '3', DEAD_MESSAGE_DAYS: '0' }
  const api = await composeApi(readConfig(SchedulerApiConfig, env), scheduler.log)
  await eventually(async () => (await left()).audit.length === 5)
  expect(await left()).toEqual({ audit: [...days(2), ...submitted], dead: [...days(9), 'job', 'job'] })
  await api.close()
})
