import { check, ScheduleDetail, type ScheduleState, ScheduleSummary } from '@filling/contracts'
import { eventually } from '@filling/test-kit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cancelSchedule } from './adapters/cancel-sql.ts'
import { rowsOf } from './test-database.ts'
import {
  fourLots,
  limitSearches,
  searchFor,
  startScheduler,
  type TestScheduler,
  watchStates,
} from './test-scheduler.ts'

let scheduler: TestScheduler
const heard: ScheduleState[] = []
let watcher: Awaited<ReturnType<typeof watchStates>>
beforeAll(async () => {
  scheduler = await startScheduler()
  watcher = await watchStates(scheduler, (state) => heard.push(state))
})
afterAll(async () => {
  await watcher.close()
  await scheduler.close()
})

const cancel = async (id: number | string, query = '', user = 1) => {
  const response = await scheduler.call(`/api/v1/schedule/${id}/cancel${query}`, { method: 'POST', user })
  const body = (await response.json()) as ScheduleSummary & { code?: string }
  return { status: response.status, headers: response.headers, body }
}
/** A search that has found something. */
const searching = async (seconds = 60): Promise<number> => {
  const { id } = await scheduler.submit(searchFor(seconds))
  await eventually(async () => (await scheduler.get(id)).status === 'running')
  await eventually(() => heard.some((state) => state.schedule_id === id && state.progress?.makespan))
  return id
}
const told = (id: number) => heard.filter((state) => state.schedule_id === id).map(({ status }) => status)
const slotIsFree = async (): Promise<void> => {
  const { id } = await scheduler.submit({ lots_data: fourLots, strategy: 'milp-opt' })
  await scheduler.ended(id)
}

describe('cancelling a running search', () => {
  it('is answered at once, frees its slot, and is told to whoever watches', async () => {
    const id = await searching()
    const { status, body } = await cancel(id)
    expect(status).toBe(200)
    expect(check(ScheduleSummary, body)).toMatchObject({ ok: true, value: { status: 'cancelled' } })
    await slotIsFree()
    const detail = await scheduler.get(id)
    expect(check(ScheduleDetail, detail)).toMatchObject({ ok: true })
    expect(detail).toMatchObject({ status: 'cancelled', result: null, error_message: null, attempts: 1 })
    await eventually(() => told(id).includes('cancelled'))
    const at = told(id).indexOf('cancelled')
    expect(told(id).slice(at)).toEqual(['cancelled'])
    expect((await cancel(id)).status).toBe(200)
  })

  it('keeps the best plan so far when that is wanted', async () => {
    const id = await searching()
    const { status, headers, body } = await cancel(id, '?keep=best')
    expect([status, headers.get('location'), headers.get('retry-after')]).toEqual([202, `/api/v1/schedule/${id}`, '1'])
    expect(body.status).toBe('running')
    const detail = await scheduler.ended(id)
    expect(check(ScheduleDetail, detail)).toMatchObject({ ok: true })
    const { result } = detail
    expect(detail).toMatchObject({ status: 'cancelled', error_message: null })
    expect(result).toMatchObject({ lots_scheduled: 200, optimality: { status: 'feasible' } })
    expect(result?.warnings).toContainEqual(expect.stringContaining('stopped early'))
    const best = Math.min(...heard.flatMap((s) => (s.schedule_id === id && s.progress?.makespan) || []))
    expect(result?.makespan).toBeLessThanOrEqual(best)
    expect(result!.optimality.lower_bound).toBeGreaterThan(0)
    await eventually(() => told(id).at(-1) === 'cancelled')
    await slotIsFree()
  })

  it('is found by the next heartbeat when nobody hears of it', async () => {
    const id = await searching()
    await cancelSchedule(scheduler.db)({ id, ownerId: 1, keep: 'best', trail: {} })
    expect(await scheduler.ended(id)).toMatchObject({ status: 'cancelled', result: { lots_scheduled: 200 } })
    await slotIsFree()
  })
})

describe('a cancel', () => {
  it('of what has ended is refused, and changes nothing', async () => {
    const { id } = await scheduler.submit({ lots_data: fourLots })
    const before = await scheduler.ended(id)
    for (const query of ['', '?keep=best'])
      expect(await cancel(id, query)).toMatchObject({ status: 409, body: { code: 'schedule.already_ended' } })
    expect(await scheduler.get(id)).toEqual(before)
  })

  it('of somebody else’s schedule is refused', async () => {
    const { id } = await scheduler.submit({ lots_data: fourLots })
    expect(await cancel(id, '', 2)).toMatchObject({ status: 403, body: { code: 'schedule.forbidden' } })
  })

  it.each(['987654', '0', '-1', '1e3', 'NaN', '1.5', '99999999999999999999', '%20', '1;drop'])(
    'of %s finds no schedule',
    async (id) => expect(await cancel(id)).toMatchObject({ status: 404, body: { code: 'schedule.not_found' } }),
  )

  it.each(['?keep=worst', '?keep=', '?keep=BEST', '?keep=best&keep=none', '?kepe=best', '?keep[]=best'])(
    'with %s is refused before it does anything',
    async (query) => {
      const { id } = await scheduler.submit({ lots_data: fourLots })
      expect(await cancel(id, query)).toMatchObject({ status: 400, body: { code: 'request.invalid' } })
      expect((await scheduler.ended(id)).status).toBe('completed')
    },
  )
})

describe('a solver that is stopped in the middle of a search', () => {
  it('hands it over at once, and the next goes on from its plan and says so', async () => {
    const own = await startScheduler({ solver: false })
    const row = async (id: number) => (await rowsOf(own.db, 'schedule')).find((schedule) => schedule.id === id)
    const first = await own.startSolver()
    const { id } = await own.submit(searchFor(60))
    await eventually(async () => (await own.get(id)).progress?.makespan)
    const best = (await own.get(id)).progress!.makespan!
    const closed = first.close()
    await eventually(async () => (await row(id))?.status === 'pending')
    await closed
    expect(await row(id)).toMatchObject({ status: 'pending', attempt: 0, incumbent: expect.any(Buffer) })
    await limitSearches(own.db, 2)

    const second = await own.startSolver()
    const done = await own.ended(id)
    expect(check(ScheduleDetail, done)).toMatchObject({ ok: true })
    expect(done).toMatchObject({
      ...{ status: 'completed', attempts: 1 },
      earlier_attempts: [{ attempt: 1, outcome: 'handed_over', reason: 'The solver was stopped' }],
      result: { engine: { warm_start: true } },
    })
    expect(done.result!.makespan).toBeLessThanOrEqual(best)
    await second.close()
    await own.close()
  })

  it('leaves a plan that a cancel in between may keep, without another solver', async () => {
    const own = await startScheduler({ solver: false })
    const first = await own.startSolver()
    const { id } = await own.submit(searchFor(60))
    await eventually(async () => (await own.get(id)).progress?.makespan)
    await first.close()
    const answer = await own.call(`/api/v1/schedule/${id}/cancel?keep=best`, { method: 'POST' })
    expect([answer.status, await answer.json()]).toMatchObject([200, { status: 'cancelled' }])
    // The one that was interrupted is not counted, and ending it is none.
    expect(await own.get(id)).toMatchObject({
      ...{ status: 'cancelled', attempts: 0, result: { lots_scheduled: 200 } },
      earlier_attempts: [{ attempt: 1, outcome: 'handed_over' }],
    })
    const audit = (await rowsOf(own.db, 'audit')).map(({ action }) => action)
    expect(audit).toEqual(['submitted', 'cancelled'])
    await own.close()
  })
})
