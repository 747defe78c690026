import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Asked, ask } from './harness/ask.ts'
import { sampleLots } from './harness/lots.ts'
import { newPlanner, type Planner, type System, startSystem } from './harness/system.ts'

let system: System
let owner: Planner
let stranger: Planner
let id: number
beforeAll(async () => {
  system = await startSystem()
  owner = await newPlanner(system)
  stranger = await newPlanner(system)
  id = (await owner.client.createSchedule({ lots_data: [...sampleLots], name: 'Secret' })).id
  await owner.client.waitForCompletion(id)
})
afterAll(() => system?.close())

const routes: readonly [string, Asked['method']][] = [
  ['', 'GET'],
  ['', 'DELETE'],
  ['/export', 'GET'],
  ['/export?format=csv', 'GET'],
  ['/export?format=json', 'GET'],
]

describe.each(routes)('/schedule/{id}%s %s', (path, method = 'GET') => {
  const on = (schedule: string | number) =>
    ask(`${system.url}/api/v1/schedule/${schedule}${path}`, { method, token: stranger.token })

  it('is forbidden to everybody but the owner', async () => {
    const answer = await on(id)
    expect(answer).toMatchObject({ status: 403, body: { code: 'schedule.forbidden' } })
    expect(answer.text).not.toContain('Secret')
    expect(await owner.client.getSchedule(id)).toMatchObject({ status: 'completed' })
  })

  it.each([999_999, 0, -1, 'abc', '1e3', '1.5', '9007199254740993', '99999999999999999999'])(
    'finds nothing under %s',
    async (schedule) => {
      expect(await on(schedule)).toMatchObject({ status: 404, body: { detail: 'Schedule not found' } })
    },
  )

  it.each(['%00', '1%27--', '1%2F..%2F2', '%2e%2e'])('leads nowhere under %s', async (schedule) => {
    expect(await on(schedule)).toMatchObject({ status: 404, body: { code: 'request.no_such_route' } })
  })
})

describe('lists', () => {
  it("never show another user's schedules", async () => {
    expect(await stranger.client.listSchedules()).toMatchObject({ total: 0, schedules: [] })
    expect(await owner.client.listSchedules()).toMatchObject({ total: 1 })
  })

  it.each([
    'page=0',
    'page=-1',
    'page=1.5',
    'page=one',
    'page=99999999999999999999',
    'page=',
    'page=1&page=2',
    'page_size=0',
    'page_size=101',
    'page_size=NaN',
    'status=done',
    'status=COMPLETED',
    'strategy=no-such-strategy',
    'sort=name',
  ])('refuse ?%s', async (query) => {
    const answer = await ask(`${system.url}/api/v1/schedules?${query}`, { token: owner.token })
    expect(answer).toMatchObject({ status: 400 })
  })
})

describe('an export', () => {
  it.each(['xml', 'CSV', 'csv,json', '', 'json%00'])('refuses the format %j', async (format) => {
    const answer = await ask(`${system.url}/api/v1/schedule/${id}/export?format=${format}`, { token: owner.token })
    expect(answer).toMatchObject({ status: 400, body: { code: 'export.unknown_format' } })
  })
})
