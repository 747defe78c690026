import { check, DeadLetterList, ScheduleStats } from '@filling/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { schedulesAsWork } from '../adapters/work-sql.ts'
import { fourLots, startScheduler, type TestScheduler } from '../test-scheduler.ts'

let scheduler: TestScheduler
beforeAll(async () => {
  scheduler = await startScheduler({ solver: false })
})
afterAll(() => scheduler.close())

const path = '/api/v1/admin/dead-letters'
const call = async (rest = '', method = 'GET', superuser = true) => {
  const response = await scheduler.call(path + rest, { method, superuser, user: 99 })
  return { status: response.status, body: (await response.json()) as DeadLetterList & { code?: string } }
}
const givenUp = async (): Promise<number> => {
  const { id } = await scheduler.submit({ lots_data: fourLots })
  const work = schedulesAsWork(scheduler.db, 15_000)
  await work.fail((await work.claim(id))!, { code: 'solver.crashed', message: 'It stopped', givenUp: true }, {})
  return id
}

describe('dead letters', () => {
  it.each([
    ['', 'GET'],
    ['/1/replay', 'POST'],
    ['/1', 'DELETE'],
  ])('are no planner’s business: %s', async (rest, method) => {
    expect(await call(rest, method, false)).toMatchObject({ status: 403, body: { code: 'auth.not_permitted' } })
    const stranger = await fetch(scheduler.url + path + rest, { method })
    expect([stranger.status, ((await stranger.json()) as { code: string }).code]).toEqual([
      401,
      'auth.not_authenticated',
    ])
  })

  it('are listed, replayed once, and dismissed', async () => {
    const id = await givenUp()
    const { status, body } = await call(`?schedule_id=${id}`)
    expect(status).toBe(200)
    expect(check(DeadLetterList, body)).toMatchObject({
      ok: true,
      value: { total: 1, page: 1, pages: 1, page_size: 20 },
    })
    const letter = body.dead_letters[0]!
    expect(letter).toMatchObject({ kind: 'job', schedule_id: id, owner_id: 1, reason: 'solver.crashed: It stopped' })
    expect(await call(`/${letter.id}/replay`, 'POST')).toMatchObject({ status: 200, body: { schedule_id: id } })
    expect(await scheduler.get(id)).toMatchObject({ status: 'pending', attempts: 0, error_message: null })
    expect(await call(`/${letter.id}/replay`, 'POST')).toMatchObject({
      status: 409,
      body: { code: 'dead_letter.replayed' },
    })
    expect(await call(`/${letter.id}`, 'DELETE')).toMatchObject({ status: 200 })
    expect(await call(`/${letter.id}`, 'DELETE')).toMatchObject({
      status: 404,
      body: { code: 'dead_letter.not_found' },
    })
    const solver = await scheduler.startSolver()
    expect(await scheduler.ended(id)).toMatchObject({
      status: 'completed',
      attempts: 1,
      earlier_attempts: [{ outcome: 'failed' }],
    })
    await solver.close()
  })

  it.each(['987654', '0', '-1', '1e3', 'NaN', '99999999999999999999'])('have no number %s', async (id) => {
    for (const [rest, method] of [
      [`/${id}/replay`, 'POST'],
      [`/${id}`, 'DELETE'],
    ] as const)
      expect(await call(rest, method)).toMatchObject({ status: 404, body: { code: 'dead_letter.not_found' } })
  })

  it.each([
    '?page=0',
    '?page_size=101',
    '?kind=thing',
    '?replayed=maybe',
    '?schedule_id=-1',
    '?schedule_id=1e3',
    '?sort=id',
  ])('are not looked for with %s', async (query) =>
    expect(await call(query)).toMatchObject({ status: 400, body: { code: 'request.invalid' } }),
  )
})

describe('the counts', () => {
  const stats = async (user: number, query = '') => {
    const response = await scheduler.call(`/api/v1/schedules/stats${query}`, { user })
    return { status: response.status, body: (await response.json()) as ScheduleStats & { code?: string } }
  }
  const none = { pending: 0, running: 0, completed: 0, failed: 0, cancelled: 0 }

  it('of somebody new are zeros', async () => {
    const { status, body } = await stats(1_234)
    expect([status, body]).toEqual([200, { total: 0, by_status: none, by_strategy: {} }])
    expect(check(ScheduleStats, body)).toMatchObject({ ok: true })
  })

  it('are of one’s own schedules only', async () => {
    const ids: number[] = []
    for (const strategy of ['smart-pack', 'smart-pack', 'milp-opt'])
      ids.push((await scheduler.submit({ lots_data: fourLots, strategy }, 55)).id)
    await scheduler.submit({ lots_data: fourLots }, 56)
    await scheduler.call(`/api/v1/schedule/${ids[0]}/cancel`, { method: 'POST', user: 55 })
    expect((await stats(55)).body).toEqual({
      total: 3,
      by_status: { ...none, pending: 2, cancelled: 1 },
      by_strategy: { 'milp-opt': 1, 'smart-pack': 2 },
    })
  })

  it('take no parameters', async () => {
    expect(await stats(1, '?status=pending')).toMatchObject({ status: 400, body: { code: 'request.invalid' } })
  })
})
