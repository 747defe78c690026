import { check, type ErrorBody, ScheduleDetail, ScheduleList, Strategy, type ValidateAnswer } from '@filling/contracts'
import { sql } from 'kysely'
import { Type } from 'typebox'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { schedulesAsWork } from '../adapters/work-sql.ts'
import { rowsOf, store } from '../test-database.ts'
import { fourLots, startScheduler, type TestScheduler } from '../test-scheduler.ts'

let scheduler: TestScheduler
beforeAll(async () => {
  scheduler = await startScheduler({ solver: false })
})
afterAll(() => scheduler.close())

const errorOf = async (answer: Response) => [answer.status, ((await answer.json()) as ErrorBody).code]
const asOwner = (user: number, path: string, method = 'GET') => scheduler.call(path, { user, method })

const complete = async (id: number, result: string): Promise<void> => {
  const work = schedulesAsWork(scheduler.db, 15_000)
  const claim = await work.claim(id)
  if (!claim) throw new Error('not claimed')
  await work.complete(claim, { kind: 'planned', result, makespanHours: 1, lowerBoundHours: 1, optimal: true }, {})
}

describe('a schedule of somebody else', () => {
  it.each([['GET'], ['DELETE']])('is forbidden to %s, and stays as it is', async (method) => {
    const id = await store(scheduler.db, 1)
    expect(await errorOf(await asOwner(2, `/api/v1/schedule/${id}`, method))).toEqual([403, 'schedule.forbidden'])
    expect((await asOwner(1, `/api/v1/schedule/${id}`)).status).toBe(200)
  })

  it('is forbidden even to who guesses its ETag', async () => {
    const id = await store(scheduler.db, 1)
    const headers = { 'if-none-match': `"${id}-0-pending"` }
    expect((await scheduler.call(`/api/v1/schedule/${id}`, { user: 2, headers })).status).toBe(403)
  })

  it('is neither listed nor counted', async () => {
    await store(scheduler.db, 1)
    expect(await (await asOwner(3, '/api/v1/schedules')).json()).toMatchObject({ schedules: [], total: 0, pages: 0 })
  })

  it.each(['/api/v1/schedule/1', '/api/v1/schedules', '/api/v1/strategies'])(
    'is behind a token on %s',
    async (path) => {
      expect(await errorOf(await fetch(scheduler.url + path))).toEqual([401, 'auth.not_authenticated'])
    },
  )

  it.each(['/api/v1/schedule', '/api/v1/schedule/json', '/api/v1/schedule/validate'])(
    'is behind a token on POST %s',
    async (path) => {
      const answer = await fetch(scheduler.url + path, {
        method: 'POST',
        body: '{',
        headers: { 'content-type': 'application/json' },
      })
      expect(await errorOf(answer)).toEqual([401, 'auth.not_authenticated'])
    },
  )
})

describe('a schedule that is not there', () => {
  it.each([
    '987654321',
    '0',
    '-1',
    '01',
    '1.5',
    '1e3',
    'abc',
    '9007199254740993',
    '99999999999999999999',
    '%00',
    '1%20',
  ])('is not found as %s', async (id) => {
    for (const method of ['GET', 'DELETE'])
      expect(await errorOf(await asOwner(1, `/api/v1/schedule/${id}`, method))).toEqual([404, 'schedule.not_found'])
  })
})

describe('GET of one', () => {
  it('shows a pending one without a plan', async () => {
    const body = await (await asOwner(1, `/api/v1/schedule/${await store(scheduler.db, 1)}`)).json()
    expect(check(ScheduleDetail, body)).toMatchObject({ ok: true, value: { status: 'pending', result: null } })
  })

  it('passes a plan on letter for letter', async () => {
    const id = await store(scheduler.db, 1)
    const result = '{"makespan":  24.50, "lots":["Ä→\\u0041"]}'
    await complete(id, result)
    const text = await (await asOwner(1, `/api/v1/schedule/${id}`)).text()
    expect(text).toContain(`"result":${result}}`)
    expect(JSON.parse(text)).toMatchObject({ id, status: 'completed', result: { makespan: 24.5 } })
  })

  it('answers 304 to who has it, and anew when it changed', async () => {
    const id = await store(scheduler.db, 1)
    const etag = (await asOwner(1, `/api/v1/schedule/${id}`)).headers.get('etag') ?? ''
    const ask = (tag: string) => scheduler.call(`/api/v1/schedule/${id}`, { headers: { 'if-none-match': tag } })
    for (const tag of [etag, `W/${etag}`, `"other", ${etag}`]) {
      const answer = await ask(tag)
      expect([answer.status, await answer.text(), answer.headers.get('etag')]).toEqual([304, '', etag])
    }
    await complete(id, '{}')
    const changed = await ask(etag)
    expect(changed.status).toBe(200)
    expect(changed.headers.get('etag')).not.toBe(etag)
    expect((await ask(changed.headers.get('etag') ?? '')).status).toBe(304)
  })
})

describe('DELETE', () => {
  it('removes the schedule with all that belongs to it, says so, and remembers who did it', async () => {
    const { id } = await scheduler.submit({ lots_data: fourLots })
    const answer = await asOwner(1, `/api/v1/schedule/${id}`, 'DELETE')
    expect(await answer.json()).toEqual({ message: `Schedule ${id} deleted successfully` })
    expect((await asOwner(1, `/api/v1/schedule/${id}`)).status).toBe(404)
    expect((await asOwner(1, `/api/v1/schedule/${id}`, 'DELETE')).status).toBe(404)
    expect((await rowsOf(scheduler.db, 'input')).filter((row) => row.schedule_id === id)).toEqual([])
    const audit = (await rowsOf(scheduler.db, 'audit')).filter((row) => row.schedule_id === id)
    expect(audit).toMatchObject([
      { action: 'submitted', actor_id: 1 },
      { action: 'deleted', actor_id: 1 },
    ])
  })
})

describe('the list', () => {
  const list = async (query = '', user = 50) =>
    (await (await asOwner(user, `/api/v1/schedules${query}`)).json()) as ScheduleList
  beforeAll(async () => {
    for (let i = 0; i < 25; i += 1)
      await store(scheduler.db, 50, { name: `S${i}`, strategy: i % 5 === 0 ? 'milp-opt' : 'smart-pack' })
    const { rows } = await sql<{
      id: number
    }>`select id from scheduling.schedule where owner_id = 50 and name in ('S1', 'S2', 'S5')`.execute(scheduler.db)
    for (const { id } of rows) await complete(id, '{}')
  })

  it('has the newest first, twenty to a page', async () => {
    const first = await list()
    expect(check(ScheduleList, first)).toMatchObject({ ok: true })
    expect(first).toMatchObject({ total: 25, page: 1, page_size: 20, pages: 2 })
    expect(first.schedules.map(({ name }) => name)).toEqual(Array.from({ length: 20 }, (_, i) => `S${24 - i}`))
    expect((await list('?page=2')).schedules.map(({ name }) => name)).toEqual(['S4', 'S3', 'S2', 'S1', 'S0'])
  })

  it('is empty past its end and still says how much there is', async () => {
    expect(await list('?page=3')).toMatchObject({ schedules: [], total: 25, pages: 2 })
    expect(await list('?page=1000000000&page_size=100')).toMatchObject({ schedules: [], total: 25, pages: 1 })
  })

  it.each([
    ['?status=completed', ['S5', 'S2', 'S1']],
    ['?status=failed', []],
    ['?strategy=milp-opt', ['S20', 'S15', 'S10', 'S5', 'S0']],
    ['?strategy=MILP&status=completed', ['S5']],
  ])('filters %s', async (query, names) => {
    const found = await list(query)
    expect(found.schedules.map(({ name }) => name)).toEqual(names)
    expect(found.total).toBe(names.length)
  })

  it.each([
    ...[
      'page=0',
      'page=-1',
      'page=x',
      'page=1.5',
      'page=',
      'page=1e99',
      'page=1&page=2',
      'page_size=0',
      'page_size=101',
    ],
    ...['status=done', 'status=', 'strategy=magic', 'strategy=', 'colour=red', 'status[]=completed'],
  ])('refuses %s', async (query) => {
    expect(await errorOf(await asOwner(50, `/api/v1/schedules?${query}`))).toEqual([400, 'request.invalid'])
  })
})

describe('validate', () => {
  const validate = async (body: unknown) => {
    const answer = await scheduler.call('/api/v1/schedule/validate', { body })
    return { status: answer.status, body: (await answer.json()) as ValidateAnswer }
  }

  it('takes a list, and an object with config', async () => {
    const good = { valid: true, errors: [], warnings: [], lots_count: 4 }
    expect(await validate(fourLots)).toEqual({ status: 200, body: good })
    expect(await validate({ lots_data: fourLots, config: { clean_hours: 4 } })).toEqual({ status: 200, body: good })
  })

  it('finds what a submit would refuse', async () => {
    const bad = [fourLots[0], { ...fourLots[1], vials: -100 }]
    expect((await validate(bad)).body).toEqual({
      valid: false,
      errors: ["Lot 1: 'vials' must be positive (got -100)"],
      warnings: [],
      lots_count: 2,
    })
    expect((await validate({ lots_data: fourLots, config: { window_hours: 1 } })).body).toMatchObject({ valid: false })
    expect((await validate([])).body).toMatchObject({ valid: false, lots_count: 0 })
    expect((await validate({ lots_data: 7 })).body).toMatchObject({ valid: false, lots_count: 0 })
  })

  it.each([['null'], ['7'], ['"x"'], ['{}'], [{ lots_data: [], colour: 1 }], ['[']])('refuses %j', async (body) => {
    expect((await validate(body)).status).toBe(400)
  })

  it('stores nothing', async () => {
    const before = await rowsOf(scheduler.db, 'schedule')
    await validate(fourLots)
    expect(await rowsOf(scheduler.db, 'schedule')).toHaveLength(before.length)
  })
})

it('lists the six strategies with their aliases', async () => {
  const body = (await (await asOwner(1, '/api/v1/strategies')).json()) as Strategy[]
  expect(check(Type.Array(Strategy), body)).toMatchObject({ ok: true })
  expect(body.map(({ name, aliases }) => [name, ...aliases])).toEqual([
    ['smart-pack', 'smart', 'default'],
    ['spt-pack', 'spt', 'shortest'],
    ['lpt-pack', 'lpt', 'longest'],
    ['cfs-pack', 'cfs', 'customer'],
    ['hybrid-pack', 'hybrid'],
    ['milp-opt', 'milp', 'optimal'],
  ])
})
