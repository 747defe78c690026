import { eventually } from '@filling/test-kit'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { schedulesAsWork } from '../adapters/work-sql.ts'
import { fourLots, searchFor, startScheduler, type TestScheduler } from '../test-scheduler.ts'

let scheduler: TestScheduler
const parts = new AsyncDisposableStack()
beforeAll(async () => {
  scheduler = parts.adopt(await startScheduler({ solver: false, env: { SWEEP_SECONDS: '0.2' } }), (part) =>
    part.close(),
  )
})
afterAll(() => parts.disposeAsync())

/** The number behind the series that starts like this, whatever other labels it has; undefined when there is none. */
const measured = async (series: string): Promise<number | undefined> => {
  const text = await (await fetch(`${scheduler.url}/metrics`)).text()
  const line = text.split('\n').find((each) => each.startsWith(series))
  return line === undefined ? undefined : Number(line.split(' ').at(-1))
}
const becomes = (series: string, value: number) => eventually(async () => (await measured(series)) === value)
const runs = (id: number) => eventually(async () => (await scheduler.get(id)).status === 'running')

describe('while nobody solves', () => {
  it('the queue tells how many jobs wait in which lane, and for how long', async () => {
    for (let i = 0; i < 3; i += 1) await scheduler.submit({ lots_data: fourLots })
    await sql`update scheduling.schedule set created_at = now() - interval '1 hour'`.execute(scheduler.db)
    await eventually(
      async () =>
        Number(await measured('filling_jobs{lane="fast",state="waiting"')) +
          Number(await measured('filling_jobs{lane="fast",state="announced"')) ===
        3,
    )
    expect(await measured('filling_jobs{lane="exact",state="waiting"')).toBe(0)
    expect(await measured('filling_oldest_waiting_job_seconds{lane="fast"')).toBeGreaterThan(3_590)
    expect(await measured('filling_oldest_waiting_job_seconds{lane="exact"')).toBe(0)
  })

  it('the outbox tells what the broker has not taken, and since when', async () => {
    await scheduler.nats.kill()
    await becomes('filling_broker_connected', 0)
    await sql`
      insert into scheduling.outbox (message_id, subject, data, created_at, attempts, not_before)
      values ('old', 'nobody.listens', '{}', now() - interval '10 minutes', 2, now() + interval '1 hour')`.execute(
      scheduler.db,
    )
    await becomes('filling_outbox_refused_rows', 1)
    expect(await measured('filling_outbox_oldest_seconds')).toBeGreaterThan(590)
    expect(await measured('filling_outbox_rows')).toBeGreaterThanOrEqual(1)
    // What the broker alone knows is absent, and nothing else.
    expect(await measured('filling_broker_messages')).toBeUndefined()
    await scheduler.nats.restart()
    await becomes('filling_broker_reconnects_total', 1)
    await sql`delete from scheduling.outbox`.execute(scheduler.db)
  })
})

describe('with a solver', () => {
  it('each job leaves its wait, its search and its gap by strategy', async () => {
    parts.adopt(await scheduler.startSolver(), (part) => part.close())
    await becomes('filling_solve_seconds_count{strategy="smart-pack",outcome="planned"', 3)
    expect(await measured('filling_job_wait_seconds_bucket{le="300",lane="fast"')).toBe(0)
    expect(await measured('filling_job_wait_seconds_count{lane="fast"')).toBe(3)
    expect(await measured('filling_claims_total{lane="fast",attempt="first"')).toBe(3)
    expect(await measured('filling_plan_gap_percent_count{strategy="smart-pack"')).toBe(3)
    expect(await measured('filling_solver_slots{lane="exact"')).toBe(1)
    await becomes('filling_jobs{lane="fast",state="running"', 0)
  })

  it('a job that is taken away while it is planned is a fenced write and no failure', async () => {
    const { id } = await scheduler.submit(searchFor(600))
    await becomes('filling_jobs{lane="exact",state="running"', 1)
    await scheduler.call(`/api/v1/schedule/${id}`, { method: 'DELETE' })
    await becomes('filling_fenced_writes_total{write="extend"', 1)
    await becomes('filling_solve_seconds_count{strategy="milp-opt",outcome="stopped"', 1)
    // All that can be counted is there from the start: Prometheus sees no growth in a counter that begins at one.
    expect(await measured('filling_jobs_failed_total{code="solver.no_valid_plan"')).toBe(0)
  })

  it('a job of a solver that died is lost work, then a second attempt', async () => {
    const { id } = await scheduler.submit(searchFor(600))
    await runs(id)
    await sql`update scheduling.schedule set lease_until = now() - interval '1 minute' where id = ${id}`.execute(
      scheduler.db,
    )
    await becomes('filling_lost_work_total{lane="exact"', 1)
    await becomes('filling_claims_total{lane="exact",attempt="again"', 1)
    await scheduler.call(`/api/v1/schedule/${id}`, { method: 'DELETE' })
  })

  it('a job that is given up on is counted by its reason, and as a dead letter', async () => {
    const { id } = await scheduler.submit(searchFor(600))
    await runs(id)
    await sql`update scheduling.schedule set attempt = 9, epoch = epoch + 9, lease_until = now() - interval '1 minute'
      where id = ${id}`.execute(scheduler.db)
    await becomes('filling_jobs_failed_total{code="solver.attempts_exhausted"', 1)
    await becomes('filling_dead_letters{kind="job"', 1)
  })

  it('counts the pool', async () => {
    const busy = schedulesAsWork(scheduler.db, 1_000)
    await busy.takenForMs(1)
    expect(await measured('filling_database_connections{state="idle",service="scheduler-api"')).toBeGreaterThan(0)
    expect(await measured('filling_database_callers_waiting{service="scheduler-solver"')).toBe(0)
  })
})
