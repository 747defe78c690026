import { describe, expect, it } from 'vitest'
import { parseConfig } from './config.ts'

const errorsOf = (raw: unknown): readonly string[] => parseConfig(raw).errors

describe('configuration', () => {
  it('has the documented defaults when nothing is given', () => {
    for (const raw of [undefined, null, {}])
      expect(parseConfig(raw).value).toMatchObject({
        cleanHours: 24,
        windowHours: 120,
        changeoverSameHours: 4,
        changeoverDiffHours: 8,
        fillRateVph: 19_920,
        hardTargets: false,
      })
  })

  it('understands every alias of the original', () => {
    const value = parseConfig({
      CLEAN_HOURS: 36,
      WINDOW_HOURS: 168,
      CHG_SAME_HOURS: 0,
      CHG_DIFF_HOURS: 12,
      FILL_RATE_VPH: 100,
      CHANGEOVER_MATRIX: { A: { B: null } },
    }).value!
    expect(value).toMatchObject({ cleanHours: 36, windowHours: 168, changeoverSameHours: 0, changeoverDiffHours: 12 })
    expect(value.changeoverMatrix!.get('A')!.get('B')).toBeNull()
    expect(parseConfig({ max_clean_hours: 4 }).value!.cleanHours).toBe(4)
  })

  it('takes one default for both kinds of changeover, and a specific key before it', () => {
    const value = parseConfig({ default_changeover_hours: 3, changeover_same_hours: 1 }).value!
    expect([value.changeoverSameHours, value.changeoverDiffHours]).toEqual([1, 3])
    expect(parseConfig({ CHANGEOVER_DEFAULT: 5 }).value!.changeoverDiffHours).toBe(5)
  })

  it('says that one default changes nothing when both kinds of changeover are set', () => {
    const one = { CHANGEOVER_DEFAULT: 3, changeover_same_hours: 1 }
    expect(parseConfig(one).warnings).toEqual([])
    expect(parseConfig({ ...one, CHG_DIFF_HOURS: 2 }).warnings).toEqual([
      "Config: 'CHANGEOVER_DEFAULT' has no effect: both kinds of changeover have their own hours",
    ])
  })

  it('warns about an unknown key by name, and says what it may mean', () => {
    expect(parseConfig({ shift_hours: 8, MAX_LOTS_PER_BLOCK: 2 }).warnings).toEqual([
      "Unknown config key 'shift_hours' is ignored",
      "Unknown config key 'MAX_LOTS_PER_BLOCK' is ignored; did you mean 'max_lots_per_block'?",
    ])
    expect(parseConfig(JSON.parse('{"__proto__": {"cleanHours": 1}}')).warnings).toHaveLength(1)
  })

  it('refuses two spellings of one key that disagree', () => {
    expect(errorsOf({ clean_hours: 24, CLEAN_HOURS: 36 })).toEqual([
      "Config: 'clean_hours' and 'CLEAN_HOURS' set the same thing to 24 and 36",
    ])
    expect(errorsOf({ clean_hours: 24, CLEAN_HOURS: 24 })).toEqual([])
  })

  it.each([
    [{ clean_hours: -1 }, "Config: 'clean_hours' must be at least 0 (got -1)"],
    [{ max_clean_hours: 'x' }, 'Config: \'max_clean_hours\' must be a number (got "x")'],
    [{ clean_hours: null }, "Config: 'clean_hours' must be a number (got null)"],
    [{ window_hours: 0 }, "Config: 'window_hours' must be positive (got 0)"],
    [{ window_hours: 1e9 }, "Config: 'window_hours' must be at most 100000 (got 1000000000)"],
    [{ changeover_same_hours: Number.NaN }, "Config: 'changeover_same_hours' must be a finite number (got NaN)"],
    [{ max_lots_per_block: 1.5 }, "Config: 'max_lots_per_block' must be a whole number (got 1.5)"],
    [{ seed: -1 }, "Config: 'seed' must be at least 0 (got -1)"],
    [{ time_limit_seconds: 0 }, "Config: 'time_limit_seconds' must be positive (got 0)"],
    [{ hard_targets: 'yes' }, 'Config: \'hard_targets\' must be true or false (got "yes")'],
    [{ changeover_matrix: [] }, "Config: 'changeover_matrix' must be an object of objects (got a list)"],
    [{ changeover_matrix: { A: { B: 4, ' B': 5 } } }, 'Config: \'changeover_matrix\' names A → " B" twice'],
    [{ changeover_matrix: { 'e\u0301': {}, '\u00E9': {} } }, "Config: 'changeover_matrix' names row \u00E9 twice"],
    [{ changeover_matrix: { A: 4 } }, "Config: 'changeover_matrix' row A must be an object (got 4)"],
    [{ changeover_matrix: { A: { B: -4 } } }, "Config: 'changeover_matrix' A → B must be at least 0 (got -4)"],
    [{ initial_state: {} }, "Config: 'initial_state.window_used_hours' is required"],
    [
      { initial_state: { window_used_hours: 1, last_lot_type: 3 } },
      "Config: 'initial_state.last_lot_type' must be a string (got 3)",
    ],
    [[], 'Config: must be an object (got a list)'],
    ['{}', 'Config: must be an object (got "{}")'],
  ])('refuses %j', (raw, message) => {
    expect(errorsOf(raw)).toEqual([message])
  })

  it('takes null for a key that is left out where nothing else can be meant', () => {
    const keys = ['max_lots_per_block', 'initial_state', 'changeover_matrix', 'default_changeover_hours', 'step_limit']
    for (const key of [...keys, 'time_limit_seconds', 'seed'])
      expect(parseConfig({ [key]: null })).toEqual(parseConfig({}))
  })

  it('warns about what it does not know inside the initial state', () => {
    expect(parseConfig({ initial_state: { window_used_hours: 1, shift: 2 } }).warnings).toEqual([
      "Unknown config key 'initial_state.shift' is ignored",
    ])
  })
})
