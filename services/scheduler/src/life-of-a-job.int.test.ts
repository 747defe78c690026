import { check, ScheduleAccepted, ScheduleDetail } from '@filling/contracts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fourLots, startScheduler, type TestScheduler } from './test-scheduler.ts'

let scheduler: TestScheduler
beforeAll(async () => {
  scheduler = await startScheduler()
})
afterAll(() => scheduler.close())

it('plans what was submitted and shows the plan', async () => {
  const answer = await scheduler.call('/api/v1/schedule', { body: { name: 'Mine', lots_data: fourLots } })
  expect(answer.status).toBe(202)
  const accepted = (await answer.json()) as ScheduleAccepted
  expect(check(ScheduleAccepted, accepted)).toMatchObject({ ok: true })
  const done = await scheduler.ended(accepted.id)
  expect(check(ScheduleDetail, done)).toMatchObject({ ok: true })
  expect(done).toMatchObject({ name: 'Mine', status: 'completed', result: { lots_scheduled: 4, window_violations: 0 } })
})
