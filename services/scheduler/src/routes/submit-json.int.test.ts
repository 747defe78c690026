import { check, ErrorBody, ScheduleAccepted } from '@filling/contracts'
import { eventually } from '@filling/test-kit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rowsOf } from '../test-database.ts'
import { fourLots, startScheduler, type TestScheduler } from '../test-scheduler.ts'

let scheduler: TestScheduler
beforeAll(async () => {
  scheduler = await startScheduler({ solver: false })
})
afterAll(() => scheduler.close())

const lot = fourLots[0]
const lots = (changes: object) => ({ lots_data: [{ ...lot, ...changes }] })
const many = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ lot_id: `L${i}`, lot_type: `T${i % 9}`, vials: 100, fill_hours: 1 }))
const asText = (vials: string) => `{"lots_data":[{"lot_id":"A","lot_type":"T","vials":${vials},"fill_hours":1}]}`

describe('a submit that is accepted', () => {
  it('answers 202 with where and when to look', async () => {
    const answer = await scheduler.call('/api/v1/schedule', { body: { lots_data: fourLots } })
    const body = (await answer.json()) as ScheduleAccepted
    expect(answer.status).toBe(202)
    expect(answer.headers.get('location')).toBe(`/api/v1/schedule/${body.id}`)
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(check(ScheduleAccepted, body)).toMatchObject({ ok: true })
    expect(body).toMatchObject({ strategy: 'smart-pack', status: 'pending', warnings: [] })
    expect(body.name).toMatch(/^Schedule \d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
  })

  it('takes null for whatever may be absent', async () => {
    const absent = { name: null, strategy: null, config: null, start_time: null }
    expect(await scheduler.submit({ lots_data: fourLots, ...absent })).toMatchObject({ strategy: 'smart-pack' })
  })

  it.each(['smart-pack', 'SMART_PACK', 'Smart', 'default'])('knows the strategy %s', async (strategy) => {
    expect(await scheduler.submit({ lots_data: fourLots, strategy })).toMatchObject({ strategy: 'smart-pack' })
  })

  it('takes 20 000 lots, and other requests do not wait for them', async () => {
    /** The longest wait of another request, as a part of the time that the lots took. */
    const longestWait = async (): Promise<number> => {
      const begun = performance.now()
      const large = scheduler.call('/api/v1/schedule', { body: { lots_data: many(20_000) } })
      let [slowest, settled] = [0, false]
      large.finally(() => {
        settled = true
      })
      while (!settled) {
        const start = performance.now()
        await scheduler.call('/api/v1/strategies')
        slowest = Math.max(slowest, performance.now() - start)
      }
      expect((await large).status).toBe(202)
      return slowest / (performance.now() - begun)
    }
    // Read on the event loop, the lots would hold up one request for more than half of that time, each time.
    await eventually(async () => (await longestWait()) < 1 / 3)
  })

  it.each([
    ['2026-03-02T08:00:00Z', '2026-03-02T08:00:00.000Z', 0],
    ['2026-03-02T08:00:00+02:00', '2026-03-02T06:00:00.000Z', 0],
    ['2026-03-02T08:00:00', '2026-03-02T08:00:00.000Z', 1],
  ])('understands the start time %s', async (start_time, stored, warnings) => {
    const accepted = (await scheduler.submit({ lots_data: fourLots, start_time })) as unknown as ScheduleAccepted
    expect(accepted.start_time).toBe(stored)
    expect(accepted.warnings).toHaveLength(warnings)
  })

  it('warns about an unknown config key by its name', async () => {
    const accepted = await scheduler.submit({ lots_data: fourLots, config: { celan_hours: 4 } })
    expect(accepted).toMatchObject({ warnings: [expect.stringContaining('celan_hours')] })
  })

  it('keeps a formula as the text that it is', async () => {
    await scheduler.submit(lots({ lot_id: '=1+1', lot_type: '@SUM(A1)' }))
    expect((await rowsOf(scheduler.db, 'input')).at(-1)).toMatchObject({
      lots: [{ lot_id: '=1+1', lot_type: '@SUM(A1)' }],
    })
  })

  it('answers the same body on /schedule/json', async () => {
    expect((await scheduler.call('/api/v1/schedule/json', { body: { lots_data: fourLots } })).status).toBe(202)
  })
})

const lotsInvalid = [400, 'lots.invalid'] as const
const configInvalid = [400, 'config.invalid'] as const
const impossible = [400, 'schedule.impossible'] as const
const malformed = [400, 'request.malformed'] as const
const invalid = [400, 'request.invalid'] as const
const config = (changes: object) => ({ lots_data: fourLots, config: changes })

const refusals: readonly (readonly [what: string, body: unknown, answer: readonly [number, string], text: string])[] = [
  ['no body', '', malformed, 'JSON'],
  ['broken JSON', '{"lots_data": [', malformed, 'JSON'],
  ['NaN', asText('NaN'), malformed, 'JSON'],
  ['Infinity', asText('Infinity'), malformed, 'JSON'],
  ['bytes that are not UTF-8', Uint8Array.from([0x22, 0xff, 0x22]), malformed, 'UTF-8'],
  ['a list for an object', [], invalid, 'object'],
  ['null', 'null', invalid, 'object'],
  ['no lots_data', { name: 'x' }, invalid, 'lots_data'],
  ['an unknown field', { lots_data: fourLots, strateggy: 'x' }, invalid, 'strateggy'],
  ['__proto__ as a field', '{"lots_data":[],"__proto__":{"a":1}}', invalid, '__proto__'],
  ['a name that is a number', { lots_data: fourLots, name: 7 }, invalid, 'name'],
  ['a name of 256 characters', { lots_data: fourLots, name: 'x'.repeat(256) }, invalid, 'name'],
  ['a blank name', { lots_data: fourLots, name: ' ' }, invalid, 'blank'],
  ['a name with a zero byte', { lots_data: fourLots, name: 'a\u0000b' }, invalid, 'control'],
  ['half a surrogate pair in the name', '{"lots_data":[],"name":"\\ud800"}', [400, 'lots.invalid'], 'control'],
  ['lots that are no list', { lots_data: 'A' }, lotsInvalid, 'list'],
  ['an empty list', { lots_data: [] }, lotsInvalid, 'empty'],
  ['20 001 lots', { lots_data: many(20_001) }, lotsInvalid, '20001'],
  ['a lot that is null', { lots_data: [null] }, lotsInvalid, 'Lot 0'],
  [
    'a missing field',
    { lots_data: [{ lot_type: 'T', vials: 1, fill_hours: 1 }] },
    lotsInvalid,
    "Lot 0: Missing required field 'lot_id'",
  ],
  ['no fill_hours in JSON', lots({ fill_hours: undefined }), lotsInvalid, "Lot 0: Missing required field 'fill_hours'"],
  ['negative vials', lots({ vials: -100 }), lotsInvalid, "Lot 0: 'vials' must be positive (got -100)"],
  ['zero vials', lots({ vials: 0 }), lotsInvalid, "'vials' must be positive (got 0)"],
  ['minus zero vials', asText('-0'), lotsInvalid, 'got -0'],
  ['1e309 vials', asText('1e309'), lotsInvalid, 'finite'],
  ['fractional vials', lots({ vials: 1.5 }), lotsInvalid, '1.5'],
  ['vials as text', lots({ vials: '100' }), lotsInvalid, '"100"'],
  [
    'minus zero fill hours',
    '{"lots_data":[{"lot_id":"A","lot_type":"T","vials":1,"fill_hours":-0}]}',
    lotsInvalid,
    '-0',
  ],
  ['a blank id', lots({ lot_id: '  ' }), lotsInvalid, 'blank'],
  ['a control character in an id', lots({ lot_id: 'A\u0007' }), lotsInvalid, 'control'],
  ['an id of 10 000 characters', lots({ lot_id: 'x'.repeat(10_000) }), lotsInvalid, '10000'],
  ['a lot twice', { lots_data: [lot, lot] }, lotsInvalid, 'Duplicate lot_ids'],
  ['a lot longer than the window', lots({ fill_hours: 121 }), impossible, '121'],
  ['an unknown strategy', { lots_data: fourLots, strategy: 'magic' }, [400, 'schedule.unknown_strategy'], 'magic'],
  ['a strategy that is no text', { lots_data: fourLots, strategy: 7 }, invalid, 'strategy'],
  ['an unparsable start time', { lots_data: fourLots, start_time: 'tomorrow' }, invalid, 'Invalid start_time format'],
  [
    'the 30th of February',
    { lots_data: fourLots, start_time: '2026-02-30T08:00:00Z' },
    invalid,
    'Invalid start_time format',
  ],
  ['a config that is a list', { lots_data: fourLots, config: [] }, configInvalid, 'object'],
  ['a config value below zero', config({ clean_hours: -1 }), configInvalid, "'clean_hours'"],
  ['a config value as text', config({ window_hours: '120' }), configInvalid, "'window_hours'"],
  ['the bad value of an alias', config({ CLEAN_HOURS: 'x' }), configInvalid, "'CLEAN_HOURS'"],
  ['a negative changeover', config({ changeover_matrix: { A: { B: -1 } } }), configInvalid, 'A → B'],
  ['a changeover without hours', config({ changeover_matrix: { A: { B: 'x' } } }), configInvalid, 'A → B'],
  ['a matrix that is no object', config({ changeover_matrix: [1] }), configInvalid, 'changeover_matrix'],
  [
    'an unknown field nested too deeply',
    `{"lots_data":[],"config":{"x":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`,
    lotsInvalid,
    'empty',
  ],
]

describe('a submit that is refused', () => {
  it.each(refusals)('has %s', async (_what, body, [status, code], text) => {
    const before = await rowsOf(scheduler.db, 'schedule')
    const answer = await scheduler.call('/api/v1/schedule', {
      body: body === '' ? new Uint8Array() : body,
      method: 'POST',
    })
    const error = await answer.text()
    expect([answer.status, (JSON.parse(error) as ErrorBody).code]).toEqual([status, code])
    expect(check(ErrorBody, JSON.parse(error))).toMatchObject({ ok: true })
    expect(error.replaceAll('\\"', '"')).toContain(text)
    expect(await rowsOf(scheduler.db, 'schedule')).toHaveLength(before.length)
  })

  it('is told all problems at once, with the documented shape', async () => {
    const body = {
      lots_data: [
        { ...lot, lot_id: undefined },
        { ...lot, vials: -100 },
      ],
      config: { clean_hours: -1, celan_hours: 4 },
      strategy: 'magic',
      start_time: 'tomorrow',
    }
    const answer = await (await scheduler.call('/api/v1/schedule', { body })).json()
    expect(answer).toMatchObject({ code: 'lots.invalid', detail: { message: 'Invalid lots data' } })
    const { errors, warnings } = (answer as { detail: { errors: string[]; warnings: string[] } }).detail
    for (const text of [
      "Lot 0: Missing required field 'lot_id'",
      "Lot 1: 'vials' must be positive (got -100)",
      'clean_hours',
      'magic',
      'tomorrow',
    ])
      expect(errors).toContainEqual(expect.stringContaining(text))
    expect(warnings).toContainEqual(expect.stringContaining('celan_hours'))
  })

  it('has a forbidden pair that leaves no way', async () => {
    const target = (from: string, to: string) => ({
      target_start: `2026-03-03T${from}Z`,
      target_end: `2026-03-03T${to}Z`,
    })
    const body = {
      lots_data: [
        { ...lot, lot_id: 'A', lot_type: 'A', ...target('08:00:00', '10:30:00') },
        { ...lot, lot_id: 'B', lot_type: 'B', ...target('10:30:00', '13:30:00') },
      ],
      start_time: '2026-03-02T08:00:00Z',
      config: { hard_targets: true, changeover_matrix: { A: { B: null }, B: { A: null } }, changeover_diff_hours: 0 },
    }
    const answer = await scheduler.call('/api/v1/schedule', { body })
    const error = await answer.text()
    expect([answer.status, (JSON.parse(error) as ErrorBody).code]).toEqual([400, 'schedule.impossible'])
    expect(error).toContain('forbidden')
  })

  it('is nested too deeply in a place that would be stored', async () => {
    const deep = `{"lots_data":${JSON.stringify(fourLots)},"config":{"x":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`
    const answer = await scheduler.call('/api/v1/schedule', { body: deep })
    expect([answer.status, ((await answer.json()) as ErrorBody).code]).toEqual([400, 'request.malformed'])
  })

  it.each([
    'text/plain',
    'application/xml',
    'application/x-www-form-urlencoded',
    'application/json; charset=iso-8859-1',
  ])('comes as %s', async (type) => {
    const answer = await scheduler.call('/api/v1/schedule', {
      body: JSON.stringify({ lots_data: fourLots }),
      headers: { 'content-type': type },
    })
    expect([answer.status, ((await answer.json()) as ErrorBody).code]).toEqual([415, 'request.unsupported_media_type'])
  })

  it('is larger than 10 MB', async () => {
    const body = JSON.stringify({ lots_data: fourLots, name: 'x'.repeat(10_485_760) })
    const answer = await scheduler.call('/api/v1/schedule', { body })
    expect([answer.status, ((await answer.json()) as ErrorBody).code]).toEqual([413, 'request.too_large'])
  })
})

describe('an Idempotency-Key', () => {
  const send = (key: string, body: unknown = { lots_data: fourLots }) =>
    scheduler.call('/api/v1/schedule', { body, headers: { 'idempotency-key': key } })

  it('makes one schedule of fifty submits at once', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => send('fifty')))
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 202))
    const ids = await Promise.all(answers.map(async (answer) => ((await answer.json()) as ScheduleAccepted).id))
    expect(new Set(ids).size).toBe(1)
  })

  it('takes the same request in another layout for the same request', async () => {
    const first = (await (await send('layout', `{"lots_data":${JSON.stringify(fourLots)}}`)).json()) as ScheduleAccepted
    const second = await send('layout', `{ "lots_data" : ${JSON.stringify(fourLots, null, 2)} }`)
    expect(second.status).toBe(202)
    expect(((await second.json()) as ScheduleAccepted).id).toBe(first.id)
  })

  it.each([
    ['other lots', { lots_data: [lot] }],
    ['another strategy', { lots_data: fourLots, strategy: 'lpt' }],
    ['another config', { lots_data: fourLots, config: { clean_hours: 4 } }],
    ['another name', { lots_data: fourLots, name: 'Other' }],
    ['another start', { lots_data: fourLots, start_time: '2026-03-02T08:00:00Z' }],
  ])('refuses %s', async (what, body) => {
    await send(what)
    const answer = await send(what, body)
    expect([answer.status, ((await answer.json()) as ErrorBody).code]).toEqual([422, 'idempotency.key_reused'])
  })

  it('may not be empty or endless', async () => {
    expect((await send('')).status).toBe(400)
    expect((await send('k'.repeat(256))).status).toBe(400)
  })
})
