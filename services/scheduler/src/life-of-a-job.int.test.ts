import { check, ScheduleAccepted, ScheduleDetail } from '@filling/contracts'
import { eventually } from '@filling/test-kit'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { schedulesAsWork } from './adapters/work-sql.ts'
import { rowsOf } from './test-database.ts'
import { fourLots, searchFor, startScheduler, type TestScheduler } from './test-scheduler.ts'

let scheduler: TestScheduler
beforeAll(async () => {
  scheduler = await startScheduler()
})
afterAll(() => scheduler.close())

const untilRunning = (id: number) => eventually(async () => (await scheduler.get(id)).status === 'running')

describe('a job', () => {
  it('is planned, checked and shown', async () => {
    const answer = await scheduler.call('/api/v1/schedule', { body: { name: 'Mine', lots_data: fourLots } })
    const accepted = (await answer.json()) as ScheduleAccepted
    expect(check(ScheduleAccepted, accepted)).toMatchObject({ ok: true })
    const done = await scheduler.ended(accepted.id)
    expect(check(ScheduleDetail, done)).toMatchObject({ ok: true })
    expect(done).toMatchObject({ name: 'Mine', status: 'completed', result: { lots_scheduled: 4, makespan: 53 } })
  })

  it.each(['smart-pack', 'spt-pack', 'lpt-pack', 'cfs-pack', 'hybrid-pack', 'milp-opt'])(
    'is planned by %s',
    async (strategy) => {
      const { id } = await scheduler.submit({ lots_data: fourLots, strategy, config: { time_limit_seconds: 1 } })
      expect(await scheduler.ended(id)).toMatchObject({ status: 'completed', strategy, result: { lots_scheduled: 4 } })
    },
  )

  it('repeats in its plan what the submit was warned about', async () => {
    const { id } = await scheduler.submit({ lots_data: fourLots, config: { celan_hours: 4 } })
    expect((await scheduler.ended(id)).result?.warnings).toContainEqual(expect.stringContaining('celan_hours'))
  })

  it('is solved in the form in which it was accepted, from a CSV file too', async () => {
    const form = new FormData()
    form.append('csv_file', new Blob(['Lot ID;Type;Vials\nA;B;19920\nC;D;9960']), 'lots.csv')
    const answer = await scheduler.call('/api/v1/schedule', { body: form })
    const done = await scheduler.ended(((await answer.json()) as ScheduleAccepted).id)
    expect(done.result?.kpis['Total Fill (h)']).toBe(1.5)
  })

  it('that no plan can meet fails with the reason, and with a fact about it', async () => {
    const target = { target_start: '2026-03-03T08:00:00Z', target_end: '2026-03-03T20:00:00Z' }
    const lots_data = Array.from({ length: 6 }, (_, i) => ({ ...fourLots[0], lot_id: `L${i}`, ...target }))
    const body = { lots_data, start_time: '2026-03-02T08:00:00Z', config: { hard_targets: true } }
    const { id } = await scheduler.submit(body)
    const failed = await scheduler.ended(id)
    expect(failed).toMatchObject({
      status: 'failed',
      result: null,
      error_message: expect.stringContaining('no valid plan'),
    })
  })
})

describe('a deleted job', () => {
  it('gives its slot back at once', async () => {
    const { id } = await scheduler.submit(searchFor(60))
    await untilRunning(id)
    await scheduler.call(`/api/v1/schedule/${id}`, { method: 'DELETE' })
    const next = await scheduler.submit(searchFor(1))
    expect(await scheduler.ended(next.id)).toMatchObject({ status: 'completed' })
  })
})

describe('a solver whose claim was taken over while it computed', () => {
  it('changes nothing', async () => {
    const { id } = await scheduler.submit(searchFor(1.5))
    await untilRunning(id)
    await sql`update scheduling.schedule set lease_until = now() - interval '1 second' where id = ${id}`.execute(
      scheduler.db,
    )
    const claim = await schedulesAsWork(scheduler.db, 60_000).claim(id)
    const after = await scheduler.submit(searchFor(1))
    await scheduler.ended(after.id)
    expect((await rowsOf(scheduler.db, 'schedule')).find((row) => row.id === id)).toMatchObject({
      status: 'running',
      epoch: claim?.epoch,
      result: null,
    })
  })
})
