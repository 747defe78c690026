import { check, progressSubject, ScheduleDetail, ScheduleState } from '@filling/contracts'
import { jetStreamBus } from '@filling/messaging'
import { eventually } from '@filling/test-kit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
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
let heard: ScheduleState[]
let watcher: Awaited<ReturnType<typeof watchStates>>
beforeAll(async () => {
  scheduler = await startScheduler()
  watcher = await watchStates(scheduler, (state) => heard.push(state))
})
beforeEach(() => {
  heard = []
})
afterAll(async () => {
  await watcher.close()
  await scheduler.close()
})

const stateOf = async (id: number, user = 1) => {
  const response = await scheduler.call(`/api/v1/schedule/${id}/state`, { user })
  return { status: response.status, body: (await response.json()) as ScheduleState & { code?: string } }
}
const of = (id: number) => heard.filter((state) => state.schedule_id === id)
const untilToldOf = async (id: number, status: ScheduleState['status']): Promise<ScheduleState> => {
  const told = () => of(id).find((state) => state.status === status)
  await eventually(told)
  return told()!
}

describe('a search', () => {
  it('tells how far it is, four times a second at most, and after everything else the end with the plan that is kept', async () => {
    const { id } = await scheduler.submit(searchFor(60))
    const within = ({ progress }: ScheduleState) => progress?.makespan && progress.percent > 0 && progress.percent < 100
    await eventually(() => of(id).length > 3 && of(id).some(within))
    await scheduler.call(`/api/v1/schedule/${id}/cancel?keep=best`, { method: 'POST' })
    const told = await untilToldOf(id, 'cancelled')
    for (const state of of(id)) expect(check(ScheduleState, state)).toMatchObject({ ok: true })
    const reports = of(id).map(({ progress }) => progress!)
    const sequences = reports.map(({ sequence }) => sequence)
    expect(sequences).toEqual([...new Set(sequences)].sort((a, b) => a - b))
    expect(of(id).map(({ status }) => status)).toEqual([...Array(reports.length - 1).fill('running'), 'cancelled'])
    const { result } = await scheduler.get(id)
    expect(told.progress).toMatchObject({ makespan: result?.makespan, lower_bound: result?.optimality.lower_bound })
    expect(told.progress!.percent).toBeLessThan(100)
    expect((await stateOf(id)).body).toEqual(told)
    const { elapsed_seconds } = told.progress!
    expect(reports.length).toBeLessThanOrEqual(4 * elapsed_seconds + 2)
  })

  it('ends with the figures of its plan, which the state keeps', async () => {
    const { id } = await scheduler.submit(searchFor(1))
    const told = await untilToldOf(id, 'completed')
    const { result, progress, status } = await scheduler.get(id)
    expect(status).toBe('completed')
    expect(progress).toBeNull()
    expect(told.progress).toMatchObject({ percent: 100, makespan: result?.makespan, attempt: 1 })
    expect((await stateOf(id)).body).toEqual(told)
  })

  it('is seen by whoever asks while it runs, under an ETag that moves with it', async () => {
    const { id } = await scheduler.submit(searchFor(30))
    await eventually(async () => (await scheduler.get(id)).progress)
    const response = await scheduler.call(`/api/v1/schedule/${id}`)
    const detail = (await response.json()) as ScheduleDetail
    expect(check(ScheduleDetail, detail)).toMatchObject({ ok: true })
    expect(response.headers.get('etag')).toContain(String(detail.progress?.sequence))
    const state = await stateOf(id)
    expect(check(ScheduleState, state.body)).toMatchObject({ ok: true })
    expect(state.body.progress?.sequence).toBeGreaterThanOrEqual(detail.progress!.sequence)
    await scheduler.call(`/api/v1/schedule/${id}`, { method: 'DELETE' })
    await untilToldOf(id, 'deleted')
    expect(await stateOf(id)).toMatchObject({ status: 404, body: { code: 'schedule.not_found' } })
  })
})

it('the end of a quick plan is told once', async () => {
  const { id } = await scheduler.submit({ lots_data: fourLots })
  await untilToldOf(id, 'completed')
  expect(of(id).filter(({ status }) => status === 'completed')).toHaveLength(1)
  expect(of(id).at(-1)?.status).toBe('completed')
})

it('a failure tells its reason', async () => {
  const target = { target_start: '2026-03-03T08:00:00Z', target_end: '2026-03-03T20:00:00Z' }
  const lots_data = Array.from({ length: 6 }, (_, i) => ({ ...fourLots[0], lot_id: `L${i}`, ...target }))
  const config = { hard_targets: true }
  const { id } = await scheduler.submit({ lots_data, start_time: '2026-03-02T08:00:00Z', config })
  const { error_message } = await untilToldOf(id, 'failed')
  expect(error_message).toContain('no valid plan')
})

it('a state is its owner’s', async () => {
  const { id } = await scheduler.submit({ lots_data: fourLots })
  expect(await stateOf(id, 2)).toMatchObject({ status: 403, body: { code: 'schedule.forbidden' } })
  expect(await stateOf(999_999)).toMatchObject({ status: 404 })
})

it('a hand-over says that the job waits again, and the next attempt goes on above it', async () => {
  const own = await startScheduler({ solver: false })
  const bus = jetStreamBus({ url: own.nats.url, name: 'watcher', log: own.log })
  const states: ScheduleState[] = []
  bus.listen(progressSubject('*'), (data) => states.push(data as ScheduleState))
  await eventually(() => bus.status() === 'connected')
  const first = await own.startSolver()
  const { id } = await own.submit(searchFor(60))
  await eventually(() => states.some(({ progress }) => progress?.makespan))
  await first.close()
  await limitSearches(own.db, 2)
  const second = await own.startSolver()
  await eventually(() => states.at(-1)?.status === 'completed')
  expect(states.filter(({ status }) => status === 'pending')).toHaveLength(1)
  const sequences = states.flatMap(({ progress }) => (progress ? [progress.sequence] : []))
  expect(sequences).toEqual(sequences.toSorted((a, b) => a - b))
  expect((await rowsOf(own.db, 'schedule')).find((row) => row.id === id)?.progress).toMatchObject({ percent: 100 })
  await second.close()
  await bus.close()
  await own.close()
})
