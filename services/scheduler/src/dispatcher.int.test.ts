import { eventually } from '@filling/test-kit'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { inTurn, store } from './test-database.ts'
import { fourLots, startScheduler, type TestScheduler } from './test-scheduler.ts'

let scheduler: TestScheduler
beforeEach(async () => {
  scheduler = await startScheduler({ solver: false })
})
afterEach(() => scheduler.close())

const lots = (count: number): string =>
  JSON.stringify(
    Array.from({ length: count }, (_, i) => ({
      lot_id: `L${i}`,
      lot_type: `T${i % 7}`,
      vials: 1,
      fill_hours: 1 + (i % 9),
    })),
  )
/** Stored as a submit stores them while a lane is full. */
const waiting = async (ownerId: number, jobs: number, lotsCount: number): Promise<void> => {
  const submission = { lots: lots(lotsCount), lotsCount, turns: inTurn }
  await Promise.all(Array.from({ length: jobs }, () => store(scheduler.db, ownerId, submission)))
}
const count = async (condition: ReturnType<typeof sql>): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(*) from scheduling.schedule where ${condition}`.execute(scheduler.db)
  return rows[0]?.count ?? 0
}

it.each([
  ['slow', 30, 150, 3],
  ['quick', 300, 4, 30],
])(
  'lets one job of an owner begin before the %s ones that another had sent earlier',
  async (_kind, jobs, size, ahead) => {
    await waiting(1, jobs, size)
    const solver = await scheduler.startSolver()
    await eventually(async () => (await count(sql`status = 'completed'`)) > 0)
    const { id } = await scheduler.submit({ lots_data: fourLots }, 2)
    await scheduler.ended(id, { user: 2 })
    // What had been announced before is begun before it: with one slot that is one slow job, or eight quick ones, and a few
    // more where the submit itself takes its time.
    const overtook = sql`owner_id = 1 and exists (select from scheduling.schedule mine where mine.id = ${id}
    and schedule.started_at between mine.created_at and mine.started_at)`
    expect(await count(overtook)).toBeLessThanOrEqual(ahead)
    expect(await count(sql`status = 'pending'`)).toBeGreaterThan(0)
    await solver.close()
  },
)

it('plans everything that waits, of every owner, without being asked', async () => {
  for (const owner of [1, 2, 3]) await waiting(owner, 20, 4)
  const solver = await scheduler.startSolver()
  await eventually(async () => (await count(sql`status = 'completed'`)) === 60)
  await solver.close()
})

it('looks again when somebody else was just dispatching, and after a delay has passed', async () => {
  const solver = await scheduler.startSolver()
  await scheduler.db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext('scheduling.dispatch'), hashtext('fast'))`.execute(tx)
    await waiting(1, 1, 4)
    await sql`update scheduling.schedule set not_before = now() + interval '1.5 seconds'`.execute(scheduler.db)
  })
  expect(await count(sql`announced_at is null`)).toBe(1)
  await eventually(async () => (await count(sql`status = 'completed' and started_at >= not_before`)) === 1)
  await solver.close()
})
