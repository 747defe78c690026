import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask } from './harness/ask.ts'
import { type Poster, poster } from './harness/poster.ts'
import { newPlanner, type Planner, type System, startSystem } from './harness/system.ts'

let system: System
let planner: Planner
let post: Poster['post']
let refused: Poster['refused']
beforeAll(async () => {
  system = await startSystem()
  planner = await newPlanner(system)
  ;({ post, refused } = poster(system, planner))
})
afterAll(() => system?.close())

const lot = (change: object = {}): object => ({ lot_id: 'A', lot_type: 'X', vials: 100, fill_hours: 2, ...change })
const lots = (change: object): object => ({ lots_data: [lot(), lot({ lot_id: 'B', ...change })] })

describe('what cannot be planned', () => {
  it.each([
    ['a lot longer than the window', lots({ fill_hours: 121 }), /121.*120|120.*121/],
    ['a lot longer than what a shorter window leaves', { ...lots({}), config: { window_hours: 1.5 } }, /1\.5/],
  ])('%s', async (_, body, numbers) => {
    const answer = await post(JSON.stringify(body))
    expect(['schedule.impossible', 'lots.invalid']).toContain(answer.body.code)
    await refused(answer, 400, String(answer.body.code))
    expect(answer.text).toMatch(numbers)
  })

  it('targets that end before they start, or are no times', async () => {
    for (const change of [
      { target_start: '2026-03-03T00:00:00Z', target_end: '2026-03-02T00:00:00Z' },
      { target_start: 'soon' },
      { target_end: '2026-13-45' },
      { target_end: 7 },
    ]) {
      await refused(await post(JSON.stringify(lots(change))), 400, 'lots.invalid')
    }
  })
})

describe('the rest of a request', () => {
  it.each(['no-such-strategy', '', 'smart pack!', 'x'.repeat(64)])('the strategy %j', async (strategy) => {
    const answer = await post(JSON.stringify({ ...lots({}), strategy }))
    await refused(answer, 400, 'schedule.unknown_strategy')
  })

  it.each(['tomorrow', '2026-02-30T00:00:00Z', '10:00', '', '2026-03-02T08:00:00+99:00'])(
    'the start %j',
    async (start_time) => {
      const answer = await post(JSON.stringify({ ...lots({}), start_time }))
      expect(answer.status).toBe(400)
      expect(answer.text).toContain('Invalid start_time format')
      await refused(answer, 400, String(answer.body.code))
    },
  )

  it.each([
    { clean_hours: -1 },
    { clean_hours: '24' },
    { window_hours: 0 },
    { window_hours: null },
    { changeover_same_hours: -4 },
    { changeover_matrix: { X: { Y: -1 } } },
    { changeover_matrix: { X: 8 } },
    { changeover_matrix: [] },
    { max_lots_per_block: 0 },
    { max_lots_per_block: 1.5 },
    { fill_rate_vph: 0 },
    { initial_state: { window_used_hours: -1 } },
    { initial_state: 7 },
    { hard_targets: 'yes' },
    { time_limit_seconds: -1 },
    { seed: 0.5 },
  ])('the config %j', async (config) => {
    const answer = await post(JSON.stringify({ ...lots({}), config }))
    await refused(answer, 400, 'config.invalid')
    expect(answer.text).toContain(Object.keys(config)[0])
  })

  it.each([[], 'fast', 7].map((config) => [config]))('the config %j', async (config) => {
    const answer = await post(JSON.stringify({ ...lots({}), config }))
    await refused(answer, 400, String(answer.body.code))
  })

  it('a name that is too long or no text', async () => {
    for (const name of ['', 'x'.repeat(256), 7]) {
      await refused(await post(JSON.stringify({ ...lots({}), name })), 400, 'request.invalid')
    }
  })

  it('an idempotency key that is too long', async () => {
    const answer = await ask(`${system.url}/api/v1/schedule`, {
      method: 'POST',
      token: planner.token,
      headers: { 'Idempotency-Key': 'k'.repeat(256) },
      json: lots({}),
    })
    await refused(answer, 400, 'request.invalid')
  })
})

describe('what is only worth a warning', () => {
  const accepted = async (body: object): Promise<string[]> => {
    const stranger = await newPlanner(system)
    const answer = await ask(`${system.url}/api/v1/schedule`, { method: 'POST', token: stranger.token, json: body })
    expect(answer.status).toBe(202)
    return answer.body.warnings as string[]
  }

  it('an unknown config key', async () => {
    expect((await accepted({ ...lots({}), config: { clean_huors: 4 } })).join()).toContain('clean_huors')
  })

  it('an unknown field of a lot', async () => {
    expect((await accepted(lots({ remark: 'urgent' }))).join()).toContain('remark')
  })

  it('a start without an offset', async () => {
    expect((await accepted({ ...lots({}), start_time: '2026-03-02T08:00:00' })).join()).toContain('UTC')
  })

  it('a pair that the matrix does not have', async () => {
    const config = { changeover_matrix: { X: { X: 3 } } }
    expect((await accepted({ ...lots({ lot_type: 'Y' }), config })).join()).toMatch(/Y/)
  })
})

describe('a forbidden pair', () => {
  const config = { changeover_matrix: { X: { Y: null }, Y: { X: null } } }

  it('alone is no reason to refuse: the plan cleans between the two', async () => {
    const stranger = await newPlanner(system)
    const { id } = await stranger.client.createSchedule({
      lots_data: [lot(), lot({ lot_id: 'B', lot_type: 'Y' })] as never,
      config,
    })
    const { result } = await stranger.client.waitForCompletion(id)
    expect(result.activities.map(({ kind }) => kind)).toEqual(['clean', 'fill', 'clean', 'fill'])
  })

  it('with targets that leave no time for a clean is refused, and both lots are named', async () => {
    const day = (hour: number): string => new Date(Date.UTC(2026, 2, 3, hour)).toISOString()
    const first = lot({ lot_id: 'First', target_start: day(0), target_end: day(3) })
    const second = lot({ lot_id: 'Second', lot_type: 'Y', target_start: day(3), target_end: day(6) })
    const body = {
      lots_data: [first, second],
      config: { ...config, hard_targets: true },
      start_time: '2026-03-02T00:00:00Z',
    }
    const answer = await post(JSON.stringify(body))
    await refused(answer, 400, 'schedule.impossible')
    expect(answer.text).toMatch(/First.*Second|Second.*First/)
  })
})
