import { describe, expect, it } from 'vitest'
import { parseConfig } from '../intake/config.ts'
import { parseLots } from '../intake/lots.ts'
import { forbidden } from '../problem.ts'
import { atHour, startMs } from '../testing/jobs.ts'
import { fromHours } from '../time.ts'
import { buildProblem } from './problem.ts'

const lot = (id: string, type: string, hours: number, more: object = {}) => ({
  lot_id: id,
  lot_type: type,
  vials: 1,
  fill_hours: hours,
  ...more,
})

const build = (lots: readonly object[], raw: object = {}) => {
  const config = parseConfig(raw).value!
  return buildProblem(parseLots(lots, config).value!, config, startMs)
}

describe('impossible input', () => {
  it('names a lot that is longer than the window, with both numbers', () => {
    expect(build([lot('L7', 'A', 121), lot('L8', 'A', 120)]).errors).toEqual([
      'Lot L7 needs 121 h, the window is 120 h',
    ])
  })

  it('lets a lot fill the window to the last microsecond and its tolerance', () => {
    expect(build([lot('L7', 'A', 120.000001)]).errors).toEqual([])
    expect(build([lot('L7', 'A', 120.000002)]).errors).toHaveLength(1)
  })

  it('does not refuse a forbidden pair: a clean is a way round', () => {
    const config = { changeover_matrix: { A: { A: null, B: null }, B: { A: null, B: null } } }
    expect(build([lot('1', 'A', 10), lot('2', 'B', 10), lot('3', 'A', 10)], config).errors).toEqual([])
  })

  it('names two lots that a forbidden changeover keeps from meeting their hard targets', () => {
    const config = { hard_targets: true, changeover_matrix: { A: { A: 4, B: null }, B: { A: null, B: 4 } } }
    const lots = [
      lot('L1', 'A', 10, { target_start: atHour(24), target_end: atHour(36) }),
      lot('L2', 'B', 10, { target_start: atHour(36), target_end: atHour(52) }),
    ]
    expect(build(lots, config).errors).toEqual([
      'Lots L1 and L2 cannot both meet their hard targets: A → B is forbidden, B → A is forbidden, a clean takes 24 h',
    ])
    expect(build(lots, { ...config, hard_targets: false }).errors).toEqual([])
  })

  it('finds the way over a third type before it calls a forbidden pair impossible', () => {
    const matrix = { A: { A: 4, B: null, C: 0 }, B: { A: null, B: 4, C: 0 }, C: { A: 0, B: 0, C: 0 } }
    const lots = [
      lot('L1', 'A', 10, { target_start: atHour(24), target_end: atHour(36) }),
      lot('L2', 'B', 10, { target_start: atHour(36), target_end: atHour(52) }),
      lot('L3', 'C', 1),
    ]
    expect(build(lots, { hard_targets: true, changeover_matrix: matrix }).errors).toEqual([])
  })

  it('refuses hard targets that end before the lot can, and only warns when they are wishes', () => {
    const lots = [lot('L1', 'A', 10, { target_end: atHour(30) })]
    const text = 'Lot L1 cannot end before 34 h from the start, its target_end is at 30 h'
    expect(build(lots, { hard_targets: true }).errors).toEqual([text])
    expect(build(lots).warnings).toEqual([text])
  })

  it('says when a target window is shorter than the fill', () => {
    const lots = [lot('L1', 'A', 10, { target_start: atHour(50), target_end: atHour(55) })]
    expect(build(lots).warnings).toEqual(['Lot L1 needs 10 h, its target window is 5 h'])
    expect(build(lots, { hard_targets: true }).errors).toHaveLength(1)
  })

  it('refuses targets too far away to count in microseconds', () => {
    const lots = [lot('L1', 'A', 10, { target_end: '9999-01-01T00:00:00Z' })]
    expect(build(lots).errors[0]).toMatch(/^Lot L1: 'target_end' is more than 100000 h away/)
  })

  it('refuses more hours than whole microseconds can count', () => {
    const lots = Array.from({ length: 100 }, (_, at) => lot(`L${at}`, 'A', 99_999))
    expect(build(lots, { window_hours: 100_000 }).errors).toHaveLength(1)
  })
})

describe('rules', () => {
  it('fills missing pairs of a matrix with the defaults, and lists them', () => {
    const { value, warnings } = build([lot('1', 'A', 1), lot('2', 'B', 1), lot('3', 'A', 1)], {
      changeover_matrix: { A: { B: 6 } },
    })
    expect(value!.rules.changeover.map((row) => Array.from(row))).toEqual([
      [fromHours(4), fromHours(6)],
      [fromHours(8), fromHours(4)],
    ])
    expect(warnings).toEqual([
      'changeover_matrix has no entry for A → A, B → A; defaults apply: same type 4 h, other type 8 h',
    ])
  })

  it('lists a pair of one type for a single lot when the line carries that type in', () => {
    const raw = { changeover_matrix: { A: { B: 6 }, B: { A: 6 } } }
    const lots = [lot('1', 'A', 1), lot('2', 'B', 1)]
    expect(build(lots, raw).warnings).toEqual([])
    const carried = { ...raw, initial_state: { window_used_hours: 5, last_lot_type: 'A' } }
    expect(build(lots, carried).warnings).toEqual([
      'changeover_matrix has no entry for A → A; defaults apply: same type 4 h, other type 8 h',
    ])
  })

  it('names types of a matrix that no lot has', () => {
    const { warnings } = build([lot('1', 'A', 1)], { changeover_matrix: { A: { A: 1, Q: 2 } } })
    expect(warnings).toEqual(['changeover_matrix names types that no lot has: Q'])
  })

  it('sees that a matrix says no more than two values do', () => {
    const same = { A: { A: 3, B: 7 }, B: { A: 7, B: 3 } }
    const lots = [lot('1', 'A', 1), lot('2', 'B', 1)]
    expect(build(lots, { changeover_matrix: same }).value!.rules.twoValue).toEqual({
      same: fromHours(3),
      diff: fromHours(7),
    })
    const other = { ...same, A: { A: 3, B: null } }
    const { rules } = build(lots, { changeover_matrix: other }).value!
    expect(rules.twoValue).toBeUndefined()
    expect(rules.changeover[0]![1]).toBe(forbidden)
  })

  it('knows the last type of the line although no lot has it', () => {
    const { value } = build([lot('1', 'B', 1)], { initial_state: { window_used_hours: 5, last_lot_type: 'A' } })
    expect(value!.types).toEqual(['A', 'B'])
    expect(value!.initial).toEqual({ windowUsed: fromHours(5), lastType: 0 })
  })

  it('warns that a line over its window cleans first', () => {
    expect(build([lot('1', 'B', 1)], { initial_state: { window_used_hours: 130 } }).warnings).toEqual([
      'The line has used 130 h of a window of 120 h: the plan opens with a clean',
    ])
  })

  it('keeps 20 000 lots of 20 000 types in memory', () => {
    const lots = Array.from({ length: 20_000 }, (_, at) => lot(`L${at}`, `T${at}`, 1))
    const { rules } = build(lots).value!
    expect(rules.changeover[19_999]![19_999]).toBe(fromHours(4))
    expect(rules.changeover[19_999]![0]).toBe(fromHours(8))
    expect(rules.changeover[0]![19_999]).toBe(fromHours(8))
  })

  it('sorts lots and types, so that the order of the input leaves no trace', () => {
    const { value } = build([lot('b', 'Z', 1), lot('a', 'Y', 1)])
    expect(value!.lots.map((one) => one.id)).toEqual(['a', 'b'])
    expect(value!.types).toEqual(['Y', 'Z'])
  })
})
