import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask } from './harness/ask.ts'
import { sampleLots } from './harness/lots.ts'
import { newPlanner, type Planner, type System, startSystem } from './harness/system.ts'

const example = await readFile(new URL('../../examples/lots.csv', import.meta.url), 'utf8')

let system: System
let planner: Planner
beforeAll(async () => {
  system = await startSystem()
  planner = await newPlanner(system)
})
afterAll(() => system?.close())

describe('the whole story, from registering to the files', () => {
  it('plans the example and proves that no plan is shorter', async () => {
    const { client } = planner
    const accepted = await client.createScheduleFromCsv(example, { name: 'Example', strategy: 'milp-opt' })
    expect(accepted).toMatchObject({ name: 'Example', strategy: 'milp-opt', status: 'pending', completed_at: null })
    const { result } = await client.waitForCompletion(accepted.id)
    expect(result.makespan).toBeCloseTo(497.1627, 4)
    expect(result.optimality).toMatchObject({ status: 'optimal', gap_percent: 0 })
    expect(result.optimality.lower_bound).toBeCloseTo(497.1627, 4)
    expect(result.lots_scheduled).toBe(15)
  })

  it('gives a good plan at once with smart-pack', async () => {
    const { id } = await planner.client.createScheduleFromCsv(example, {})
    const done = await planner.client.waitForCompletion(id)
    expect(done.strategy).toBe('smart-pack')
    expect(done.result.makespan).toBeLessThanOrEqual(513.17)
    expect(done.result.optimality.lower_bound).toBeLessThanOrEqual(497.1627)
  })

  it('shows the same plan through GET, through the JSON file and through the CSV file', async () => {
    const { client } = planner
    const { id } = await client.createSchedule({ lots_data: [...sampleLots], config: { clean_hours: 4 } })
    const { result } = await client.waitForCompletion(id)
    const document = await client.exportJson(id)
    expect(document.results).toEqual(result)
    expect(document.schedule.id).toBe(id)

    const [header, ...rows] = (await client.exportCsv(id)).trimEnd().split('\r\n')
    expect(header).toBe('Start,End,Kind,Lot ID,Lot Type,Note,Duration (h)')
    expect(rows).toHaveLength(result.activities.length)
    for (const [i, row] of rows.entries()) {
      const [start, end, kind, lotId, lotType] = row.split(',')
      const activity = result.activities[i]
      expect([Number(start), Number(end), kind]).toEqual([activity?.start, activity?.end, activity?.kind])
      expect([lotId, lotType]).toEqual([activity?.lot_id ?? '', activity?.lot_type ?? ''])
    }
  })

  it('reports the documented figures', async () => {
    const { client } = planner
    const { id } = await client.createSchedule({ lots_data: [...sampleLots], start_time: '2025-10-15T08:00:00Z' })
    const { result } = await client.waitForCompletion(id)
    expect(Object.keys(result.kpis).slice(0, 6)).toEqual([
      'Makespan (h)',
      'Total Clean (h)',
      'Total Changeover (h)',
      'Total Fill (h)',
      'Lots Scheduled',
      'Clean Blocks',
    ])
    const fills = result.activities.filter(({ kind }) => kind === 'fill')
    expect(fills.map(({ lot_id }) => lot_id).sort()).toEqual(sampleLots.map(({ lot_id }) => lot_id))
    expect(result.kpis['Total Fill (h)']).toBeCloseTo(9)
    expect(result.makespan).toBeCloseTo(result.activities.at(-1)?.end ?? 0)
    expect(result.utilization).toBeCloseTo((100 * 9) / result.makespan, 1)
  })

  it.each(['smart-pack', 'spt-pack', 'lpt-pack', 'cfs-pack', 'hybrid-pack', 'milp-opt'])(
    'plans with %s',
    async (strategy) => {
      const { id } = await planner.client.createSchedule({ lots_data: [...sampleLots], strategy })
      const { result, strategy: used } = await planner.client.waitForCompletion(id)
      expect(used).toBe(strategy)
      expect(result.lots_scheduled).toBe(4)
    },
  )

  it.each(['SMART_PACK', 'smart', 'default', 'Milp', 'optimal', 'Hybrid_Pack', 'customer'])(
    'knows the name %s',
    async (strategy) => {
      const accepted = await planner.client.createSchedule({ lots_data: [...sampleLots], strategy })
      const known = await planner.client.strategies()
      expect(known.map(({ name }) => name)).toContain(accepted.strategy)
    },
  )

  it('says where to look and when', async () => {
    const { headers, body } = await ask(`${system.url}/api/v1/schedule/json`, {
      method: 'POST',
      token: planner.token,
      json: { lots_data: sampleLots },
    })
    expect(headers.get('location')).toBe(`/api/v1/schedule/${body.id}`)
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
  })

  it('answers 304 as long as nothing has changed', async () => {
    const { client, token } = planner
    const { id } = await client.createSchedule({ lots_data: [...sampleLots] })
    await client.waitForCompletion(id)
    const url = `${system.url}/api/v1/schedule/${id}`
    const etag = (await ask(url, { token })).headers.get('etag') ?? ''
    expect((await ask(url, { token, headers: { 'If-None-Match': etag } })).status).toBe(304)
  })

  it('lists the newest first, in pages and with filters', async () => {
    const other = await newPlanner(system)
    const ids: number[] = []
    for (let i = 0; i < 5; i++) {
      const strategy = i % 2 ? 'lpt-pack' : 'smart-pack'
      const { id } = await other.client.createSchedule({ lots_data: [...sampleLots], name: `No. ${i}`, strategy })
      await other.client.waitForCompletion(id)
      ids.unshift(id)
    }
    const first = await other.client.listSchedules({ page_size: 2 })
    expect(first).toMatchObject({ total: 5, page: 1, page_size: 2, pages: 3 })
    expect(first.schedules.map(({ id }) => id)).toEqual(ids.slice(0, 2))
    expect((await other.client.listSchedules({ page: 3, page_size: 2 })).schedules.map(({ id }) => id)).toEqual(
      ids.slice(4),
    )
    expect((await other.client.listSchedules({ page: 9, page_size: 2 })).schedules).toEqual([])
    expect(await other.client.listSchedules({ strategy: 'lpt-pack' })).toMatchObject({ total: 2 })
    expect(await other.client.listSchedules({ status: 'completed' })).toMatchObject({ total: 5 })
    expect(await other.client.listSchedules({ status: 'failed' })).toMatchObject({ total: 0, pages: 0 })
  })

  it('deletes a schedule with its plan', async () => {
    const { client } = planner
    const { id } = await client.createSchedule({ lots_data: [...sampleLots] })
    await client.waitForCompletion(id)
    await client.deleteSchedule(id)
    await expect(client.getSchedule(id)).rejects.toMatchObject({ status: 404, code: 'schedule.not_found' })
    await expect(client.exportCsv(id)).rejects.toMatchObject({ status: 404 })
  })

  it('validates as a submit would, without submitting', async () => {
    const { client } = planner
    const before = await client.listSchedules()
    expect(await client.validate(sampleLots)).toEqual({
      valid: true,
      errors: [],
      warnings: expect.any(Array),
      lots_count: 4,
    })
    const [first, second] = sampleLots as [(typeof sampleLots)[number], (typeof sampleLots)[number]]
    const answer = await client.validate([first, { ...second, vials: -100 }])
    expect(answer).toMatchObject({
      valid: false,
      errors: ["Lot 1: 'vials' must be positive (got -100)"],
      lots_count: 2,
    })
    expect(await client.listSchedules()).toEqual(before)
  })

  it('renews an access and ends it at logout', async () => {
    const { client } = await newPlanner(system)
    expect(await client.me()).toMatchObject({ is_active: true, is_superuser: false })
    await client.logout()
    await expect(client.me()).rejects.toMatchObject({ status: 401, detail: 'Not authenticated' })
  })
})

describe('what needs no token', () => {
  it.each([
    '/health',
    '/readyz',
    '/openapi.json',
    '/asyncapi.json',
    '/docs',
    '/redoc',
    '/asyncapi',
    '/.well-known/jwks.json',
  ])('serves %s', async (path) => {
    expect((await ask(system.url + path)).status).toBe(200)
  })
})
