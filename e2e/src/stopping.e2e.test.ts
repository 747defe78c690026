import { ApiError, NotPlannedError } from '@filling/client'
import type { ScheduleState } from '@filling/contracts'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newPlanner, type Planner, type System, startSystem } from './harness/system.ts'

let system: System
let planner: Planner
beforeAll(async () => {
  system = await startSystem()
  planner = await newPlanner(system)
})
afterAll(() => system.close())

/** Nobody proves the best plan of these within a minute. */
const types = Array.from({ length: 12 }, (_, type) => type)
const longSearch = {
  strategy: 'milp-opt',
  lots_data: Array.from({ length: 150 }, (_, i) => ({
    ...{ lot_id: `L${i}`, lot_type: `T${i % 12}`, vials: 100, fill_hours: 3 + ((i * 37) % 411) / 30 },
  })),
  config: {
    time_limit_seconds: 60,
    changeover_matrix: Object.fromEntries(
      types.map((a) => [`T${a}`, Object.fromEntries(types.map((b) => [`T${b}`, 1 + ((a * 31 + b * 17) % 13)]))]),
    ),
  },
}

describe('a planner who has seen enough', () => {
  it('stops the search, and has the best plan so far as a result and as a file', async () => {
    const { client } = planner
    const { id } = await client.createSchedule(longSearch)
    const seen: ScheduleState[] = []
    let asked: Promise<unknown> | undefined
    const last = await client.watchSchedule(id, (state) => {
      seen.push(state)
      if (state.progress?.makespan) asked ??= client.cancelSchedule(id, { keep: 'best' })
    })
    await asked
    expect(last).toMatchObject({ status: 'cancelled', error_message: null })
    const { result } = await client.getSchedule(id)
    expect(result).toMatchObject({ lots_scheduled: 150, optimality: { status: 'feasible' } })
    expect((await client.exportCsv(id)).split('\r\n')[0]).toContain('Start,End,Kind')
    expect((await client.exportJson(id)).results.makespan).toBe(result?.makespan)
    await expect(client.waitForCompletion(id)).rejects.toThrow(NotPlannedError)
    expect(await client.scheduleStats()).toMatchObject({ total: 1, by_status: { cancelled: 1 } })
  })

  it('stops it without a plan, twice, and cannot export what there is not', async () => {
    const { client } = planner
    const { id } = await client.createSchedule(longSearch)
    for (const _ of ['once', 'twice']) expect(await client.cancelSchedule(id)).toMatchObject({ status: 'cancelled' })
    expect(await client.getSchedule(id)).toMatchObject({ status: 'cancelled', result: null })
    await expect(client.exportJson(id)).rejects.toMatchObject({ code: 'schedule.not_completed' })
  })

  it('cannot stop what somebody else plans', async () => {
    const { id } = await planner.client.createSchedule({ lots_data: longSearch.lots_data.slice(0, 4) })
    const { client } = await newPlanner(system)
    await expect(client.cancelSchedule(id)).rejects.toMatchObject({ status: 403, code: 'schedule.forbidden' })
  })
})

it('what the system gave up on is for superusers, from the sign-in after they became one', async () => {
  const { client, email, password } = await newPlanner(system)
  const refused = await client.deadLetters().catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(ApiError)
  expect(refused).toMatchObject({ status: 403, code: 'auth.not_permitted' })
  const database = new pg.Client({ connectionString: system.databaseUrl })
  await database.connect()
  await database.query('update auth.account set is_superuser = true where email_key = $1', [email])
  await database.end()
  await client.login({ email, password })
  expect(await client.deadLetters()).toMatchObject({ dead_letters: [], total: 0 })
  await expect(client.replayDeadLetter(1)).rejects.toMatchObject({ status: 404, code: 'dead_letter.not_found' })
})
