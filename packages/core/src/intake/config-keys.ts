import { maxHours, type NumberRule } from './values.ts'

const duration: NumberRule = { min: 0, max: maxHours }

/** Canonical key → the numbers it takes. */
export const numberRules = {
  clean_hours: duration,
  window_hours: { positive: true, max: maxHours },
  changeover_same_hours: duration,
  changeover_diff_hours: duration,
  default_changeover_hours: duration,
  fill_rate_vph: { positive: true, max: 1e9 },
  max_lots_per_block: { positive: true, integer: true, max: 1e9 },
  time_limit_seconds: { positive: true, max: 3600 },
  step_limit: { positive: true, integer: true, max: 1e12 },
  seed: { min: 0, integer: true, max: 4_294_967_295 },
} as const satisfies Record<string, NumberRule>

export type NumberKey = keyof typeof numberRules

/** `null` leaves these out. For the others it is a mistake: it may be meant as none, or as the default. */
export const optionalKeys = new Set([
  'changeover_matrix',
  'default_changeover_hours',
  'max_lots_per_block',
  'initial_state',
  'time_limit_seconds',
  'step_limit',
  'seed',
])

export const aliases: ReadonlyMap<string, string> = new Map([
  ['max_clean_hours', 'clean_hours'],
  ['CLEAN_HOURS', 'clean_hours'],
  ['WINDOW_HOURS', 'window_hours'],
  ['CHG_SAME_HOURS', 'changeover_same_hours'],
  ['CHG_DIFF_HOURS', 'changeover_diff_hours'],
  ['CHANGEOVER_DEFAULT', 'default_changeover_hours'],
  ['CHANGEOVER_MATRIX', 'changeover_matrix'],
  ['FILL_RATE_VPH', 'fill_rate_vph'],
])

export const canonicalKeys = new Set<string>([
  ...Object.keys(numberRules),
  'changeover_matrix',
  'initial_state',
  'hard_targets',
])
