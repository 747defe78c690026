import { describe, expect, it } from 'vitest'
import { parseConfig } from './config.ts'
import { type LotSource, parseLots } from './lots.ts'

const config = (raw: unknown = {}) => parseConfig(raw).value!

const good = { lot_id: 'A1', lot_type: 'VialE', vials: 1000, fill_hours: 2.5 }

const read = (lots: unknown, source: LotSource = {}) => parseLots(lots, config(), source)

/** The errors of one lot whose field is replaced. */
const errorsWith = (field: string, value: unknown): readonly string[] => read([{ ...good, [field]: value }]).errors

describe('documented messages', () => {
  it('names the place and the value of vials that are not positive', () => {
    expect(read([good, { ...good, lot_id: 'A2', vials: -100 }]).errors).toEqual([
      "Lot 1: 'vials' must be positive (got -100)",
    ])
  })

  it('names a required field that is missing', () => {
    expect(read([{}]).errors).toEqual([
      "Lot 0: Missing required field 'lot_id'",
      "Lot 0: Missing required field 'lot_type'",
      "Lot 0: Missing required field 'vials'",
      "Lot 0: Missing required field 'fill_hours'",
    ])
  })

  it('takes null for a missing field, as clients write it', () => {
    expect(errorsWith('fill_hours', null)).toEqual(["Lot 0: Missing required field 'fill_hours'"])
    expect(errorsWith('target_start', null)).toEqual([])
  })

  it('lists duplicate ids, also of lots that are wrong otherwise', () => {
    const { errors } = read([good, { ...good, vials: 0 }])
    expect(errors).toContain('Duplicate lot_ids: A1')
  })

  it('lists ids that look the same as duplicates', () => {
    const { errors } = read([
      { ...good, lot_id: 'Caf\u00E9' },
      { ...good, lot_id: 'Cafe\u0301' },
    ])
    expect(errors).toEqual(['Duplicate lot_ids: Caf\u00E9'])
  })

  it('takes two spellings of an accented letter for one type', () => {
    const types = ['Caf\u00E9', 'Cafe\u0301'].map((lot_type, at) => ({ ...good, lot_id: `L${at}`, lot_type }))
    expect(new Set(read(types).value?.map((lot) => lot.lotType))).toEqual(new Set(['Caf\u00E9']))
  })

  it('reports the problems of all lots together', () => {
    expect(read([{ ...good, vials: 1.5 }, { ...good, lot_id: 'A2', fill_hours: 'x' }, 7]).errors).toEqual([
      "Lot 0: 'vials' must be a whole number (got 1.5)",
      'Lot 1: \'fill_hours\' must be a number (got "x")',
      'Lot 2: must be an object (got 7)',
    ])
  })
})

describe('bad values', () => {
  it.each([
    ['vials', Number.NaN, "Lot 0: 'vials' must be a finite number (got NaN)"],
    ['vials', JSON.parse('1e309'), "Lot 0: 'vials' must be a finite number (got Infinity)"],
    ['vials', JSON.parse('-0'), "Lot 0: 'vials' must be positive (got -0)"],
    ['vials', true, "Lot 0: 'vials' must be a whole number (got true)"],
    ['vials', '100', 'Lot 0: \'vials\' must be a whole number (got "100")'],
    ['vials', 2e9, "Lot 0: 'vials' must be at most 1000000000 (got 2000000000)"],
    ['fill_hours', 0, "Lot 0: 'fill_hours' must be positive (got 0)"],
    ['fill_hours', -Infinity, "Lot 0: 'fill_hours' must be a finite number (got -Infinity)"],
    ['fill_hours', 1e-9, "Lot 0: 'fill_hours' must be at least 0.000001 (got 1e-9)"],
    ['fill_hours', [2], "Lot 0: 'fill_hours' must be a number (got a list)"],
    ['lot_id', '', 'Lot 0: \'lot_id\' must not be blank (got "")'],
    ['lot_id', ' \t ', 'Lot 0: \'lot_id\' must not be blank (got " \\t ")'],
    ['lot_id', 5, "Lot 0: 'lot_id' must be a string (got 5)"],
    ['lot_id', 'a\u0000b', 'Lot 0: \'lot_id\' must not contain control or invisible characters (got "a\\u0000b")'],
    ['lot_id', 'a\u202Eb', 'Lot 0: \'lot_id\' must not contain control or invisible characters (got "a\\u202eb")'],
    ['lot_id', 'a\u200Eb', 'Lot 0: \'lot_id\' must not contain control or invisible characters (got "a\\u200eb")'],
    ['lot_id', 'a\u061Cb', 'Lot 0: \'lot_id\' must not contain control or invisible characters (got "a\\u061cb")'],
    ['lot_type', 'A\u200B', 'Lot 0: \'lot_type\' must not contain control or invisible characters (got "A\\u200b")'],
    ['lot_id', '\u200B\u00AD', 'Lot 0: \'lot_id\' must not be blank (got "\\u200b\\u00ad")'],
    ['lot_id', '\u3164 ', 'Lot 0: \'lot_id\' must not be blank (got "\u3164 ")'],
    ['lot_type', '\uD800', 'Lot 0: \'lot_type\' must not contain control or invisible characters (got "\\ud800")'],
    ['lot_type', {}, "Lot 0: 'lot_type' must be a string (got an object)"],
    ['priority', 0, "Lot 0: 'priority' must be positive (got 0)"],
    ['priority', 1001, "Lot 0: 'priority' must be at most 1000 (got 1001)"],
    ['target_end', 'soon', 'Lot 0: \'target_end\' must be an ISO 8601 time like 2025-10-15T08:00:00Z (got "soon")'],
    ['target_end', 5, "Lot 0: 'target_end' must be an ISO 8601 time (got 5)"],
    [
      'target_end',
      '2025-02-30T00:00Z',
      'Lot 0: \'target_end\' must be an ISO 8601 time like 2025-10-15T08:00:00Z (got "2025-02-30T00:00Z")',
    ],
  ])('refuses %s = %j', (field, value, message) => {
    expect(errorsWith(field, value)).toEqual([message])
  })

  it('echoes only the beginning of an id of 10 000 characters', () => {
    const [error] = errorsWith('lot_id', 'x'.repeat(10_000))
    expect(error).toContain('must be at most 200 characters (got 10000')
    expect(error!.length).toBeLessThan(150)
  })

  it('echoes no half of a letter', () => {
    expect(errorsWith('vials', `${'x'.repeat(39)}\u{1F9EA}yyy`)).toEqual([
      `Lot 0: 'vials' must be a whole number (got "${'x'.repeat(39)}…")`,
    ])
  })

  it('refuses what is no list, an empty list and too many lots', () => {
    expect(read({ lots: [] }).errors).toEqual(['Lots data must be a list of lots (got an object)'])
    expect(read([]).errors).toEqual(['Lots data is empty: at least one lot is needed'])
    expect(read(new Array(20_001).fill(good)).errors).toEqual(['Too many lots: 20001 (at most 20000)'])
  })

  it('counts what it does not list', () => {
    const { errors } = read(Array.from({ length: 80 }, (_, at) => ({ ...good, lot_id: `L${at}`, vials: 0 })))
    expect(errors).toHaveLength(51)
    expect(errors.at(-1)).toBe('… and 30 more')
  })

  it('refuses a target that ends before it starts', () => {
    const { errors } = read([{ ...good, target_start: '2025-10-15T18:00:00Z', target_end: '2025-10-15T08:00:00Z' }])
    expect(errors[0]).toMatch(/^Lot 0: 'target_end' must be after 'target_start'/)
  })
})

describe('what is accepted with a remark', () => {
  it('says that an unknown field is ignored, once for all lots', () => {
    const { warnings, errors } = read([
      { ...good, colour: 1 },
      { ...good, lot_id: 'A2', colour: 2 },
    ])
    expect(errors).toEqual([])
    expect(warnings).toEqual(["Lot 0: unknown field 'colour' is ignored (and 1 more lot)"])
  })

  it('says that a time without offset is taken as UTC', () => {
    const { value, warnings } = read([{ ...good, target_start: '2025-10-15T08:00:00' }])
    expect(value![0]!.targetStartMs).toBe(Date.UTC(2025, 9, 15, 8))
    expect(warnings).toEqual(["Lot 0: 'target_start' has no UTC offset; UTC is assumed"])
  })

  it('says that spaces around a name are removed, and compares ids without them', () => {
    const { value, warnings } = read([{ ...good, lot_id: ' A1 ' }])
    expect(value![0]!.lotId).toBe('A1')
    expect(warnings).toEqual(["Lot 0: spaces around 'lot_id' are removed"])
    expect(read([good, { ...good, lot_id: 'A1 ' }]).errors).toEqual(['Duplicate lot_ids: A1'])
  })

  it('says that a fill rate changes nothing when every lot states its hours', () => {
    expect(parseLots([good], config({ fill_rate_vph: 100 })).warnings).toHaveLength(1)
  })

  it('keeps formulas and prototype names as the text they are', () => {
    const raw = JSON.parse('[{"lot_id":"=1+1","lot_type":"__proto__","vials":1,"fill_hours":1,"__proto__":{"x":1}}]')
    const { value, warnings } = read(raw)
    expect(value![0]).toMatchObject({ lotId: '=1+1', lotType: '__proto__' })
    expect(warnings).toEqual(["Lot 0: unknown field '__proto__' is ignored"])
  })
})

describe('rows of a file', () => {
  const csv: LotSource = {
    fillHoursOptional: true,
    labels: { lot: (index) => `Line ${index + 2}`, field: (name) => ({ vials: 'Vials' })[name as 'vials'] ?? name },
  }

  it('take their fill hours from the fill rate', () => {
    const { fill_hours: _, ...row } = good
    expect(read([{ ...row, vials: 19_920 }], csv).value![0]!.fillHours).toBe(1)
    expect(read([{ ...good, fill_hours: 3 }], csv).value![0]!.fillHours).toBe(3)
  })

  it('are not blamed for fill hours that only wrong vials keep from being derived', () => {
    const { fill_hours: _, ...row } = good
    expect(read([{ ...row, vials: 'many' }], csv).errors).toEqual([
      'Line 2: \'Vials\' must be a whole number (got "many")',
    ])
  })

  it('are named by line and column', () => {
    expect(read([{ ...good, vials: -1 }], csv).errors).toEqual(["Line 2: 'Vials' must be positive (got -1)"])
  })
})
