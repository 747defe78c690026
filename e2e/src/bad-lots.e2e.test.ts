import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { detailOf, type Poster, poster } from './harness/poster.ts'
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

describe('a body that cannot be read', () => {
  it.each([
    ['broken JSON', '{"lots_data": [', 'application/json', 400, 'request.malformed'],
    ['nothing', '', 'application/json', 400, 'request.malformed'],
    [
      'NaN',
      '{"lots_data":[{"lot_id":"A","lot_type":"X","vials":NaN,"fill_hours":1}]}',
      'application/json',
      400,
      'request.malformed',
    ],
    [
      'Infinity',
      '{"lots_data":[{"lot_id":"A","lot_type":"X","vials":1,"fill_hours":Infinity}]}',
      'application/json',
      400,
      'request.malformed',
    ],
    ['JSON sent as text', '{"lots_data":[]}', 'text/plain', 415, 'request.unsupported_media_type'],
    ['XML', '<lots/>', 'application/xml', 415, 'request.unsupported_media_type'],
    ['a form', 'lots_data=1', 'application/x-www-form-urlencoded', 415, 'request.unsupported_media_type'],
    ['a list where an object belongs', '[]', 'application/json', 400, 'request.invalid'],
    ['a text where an object belongs', '"lots"', 'application/json', 400, 'request.invalid'],
    ['an unknown field', JSON.stringify({ lots_data: [lot()], lots: [] }), 'application/json', 400, 'request.invalid'],
    [
      'an unknown charset',
      '{"lots_data":[]}',
      'application/json; charset=klingon',
      415,
      'request.unsupported_media_type',
    ],
    ['multipart without a boundary', 'x', 'multipart/form-data', 400, 'request.malformed'],
  ])('%s', async (_, body, type, status, code) => {
    const answer = await post(body, type)
    expect(answer.body.code).toContain(code)
    await refused(answer, status, String(answer.body.code))
  })

  it('more than 10 MB', async () => {
    await refused(await post(' '.repeat(10 * 1024 * 1024 + 1)), 413, 'request.too_large')
  })
})

describe('lots', () => {
  it.each([
    ['-0 vials', '-0'],
    ['vials beyond every number', '1e309'],
    ['no vials', '0'],
    ['fractional vials', '1.5'],
    ['negative vials', '-100'],
    ['vials in quotes', '"100"'],
    ['vials that are a list', '[100]'],
    ['vials that are true', 'true'],
    ['no number of vials', 'null'],
    ['more vials than can be counted', '9007199254740993'],
  ])('%s', async (_, vials) => {
    const answer = await post(`{"lots_data":[{"lot_id":"A","lot_type":"X","vials":${vials},"fill_hours":1}]}`)
    await refused(answer, 400, 'lots.invalid')
    expect(detailOf(answer).errors.join()).toMatch(/^Lot 0: .*'vials'/)
  })

  it.each(['-0', '0', '-2.5', '1e309', '"2.5"', 'null', '{}', '[]', '1e-320'])('%s fill hours', async (hours) => {
    const answer = await post(`{"lots_data":[{"lot_id":"A","lot_type":"X","vials":1,"fill_hours":${hours}}]}`)
    await refused(answer, 400, 'lots.invalid')
    expect(detailOf(answer).errors.join()).toMatch(/^Lot 0: .*'fill_hours'/)
  })

  it.each(['', '   ', '\t', 'a\u0000b', 'a\u0007b', 'line\nbreak', '\u202Etxt', '\uD800', 'x'.repeat(10_000)])(
    'id %j',
    async (id) => {
      for (const field of ['lot_id', 'lot_type']) {
        const answer = await post(JSON.stringify(lots({ [field]: id })))
        await refused(answer, 400, 'lots.invalid')
        expect(detailOf(answer).errors.join().length).toBeLessThan(1_000)
      }
    },
  )

  it.each([1, null, true, {}, ['A']])('id %j', async (id) => {
    await refused(await post(JSON.stringify(lots({ lot_id: id }))), 400, 'lots.invalid')
  })

  it.each([
    ['none', { lots_data: [] }],
    ['null', { lots_data: null }],
    ['a text', { lots_data: 'A,B' }],
    ['lots that are no objects', { lots_data: [1, 'A', null, []] }],
    ['the same id twice', { lots_data: [lot(), lot()] }],
    ['20 001', { lots_data: Array.from({ length: 20_001 }, (_, i) => lot({ lot_id: `L${i}` })) }],
  ])('%s', async (_, body) => {
    await refused(await post(JSON.stringify(body)), 400, 'lots.invalid')
  })

  it('no field with lots', async () => {
    await refused(await post('{}'), 400, 'request.invalid')
  })

  it('names all problems together, by index and value', async () => {
    const bad = [
      { lot_type: 'X', vials: 1, fill_hours: 1 },
      lot({ lot_id: 'B', vials: -100 }),
      lot({ lot_id: 'B', fill_hours: 0 }),
    ]
    const answer = await post(JSON.stringify({ lots_data: bad }))
    await refused(answer, 400, 'lots.invalid')
    const { message, errors, warnings } = detailOf(answer)
    expect(message).toBe('Invalid lots data')
    expect(errors).toContain("Lot 0: Missing required field 'lot_id'")
    expect(errors).toContain("Lot 1: 'vials' must be positive (got -100)")
    expect(errors.join('\n')).toMatch(/Lot 2: 'fill_hours' must be positive/)
    expect(errors.join('\n')).toMatch(/Duplicate lot_ids.*B/)
    expect(warnings).toEqual([])
  })

  it('are judged alike by validate', async () => {
    const bad = [lot({ vials: -100 })]
    const submitted = detailOf(await post(JSON.stringify({ lots_data: bad }))).errors
    const validated = await post(JSON.stringify(bad), 'application/json', '/schedule/validate')
    expect(validated.body).toMatchObject({ valid: false, errors: submitted, lots_count: 1 })
  })
})
