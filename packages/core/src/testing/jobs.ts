import fc from 'fast-check'
import { buildProblem } from '../build/problem.ts'
import { parseConfig } from '../intake/config.ts'
import type { Parsed } from '../intake/findings.ts'
import { parseLots } from '../intake/lots.ts'
import type { Problem } from '../problem.ts'

/** What a planner could submit: rows and a configuration as JSON, and the start of the schedule. */
export interface Job {
  readonly lots: readonly Record<string, unknown>[]
  readonly config: Record<string, unknown>
}

export const startMs = Date.UTC(2025, 9, 13, 10)

export const atHour = (hours: number): string => new Date(Math.round(startMs + hours * 3_600_000)).toISOString()

/** Types with names that hurt: prototypes, spaces, letters beyond ASCII. */
const typeNames = ['A', 'B', '__proto__', 'Vial ü', 'constructor'] as const

const tenths = (min: number, max: number) => fc.integer({ min: min * 10, max: max * 10 }).map((value) => value / 10)

const targets = (dated: boolean) =>
  dated
    ? fc.option(
        fc
          .record({ start: tenths(-20, 300), length: tenths(1, 150), sides: fc.constantFrom('both', 'start', 'end') })
          .map(({ start, length, sides }) => ({
            ...(sides === 'end' ? {} : { target_start: atHour(start) }),
            ...(sides === 'start' ? {} : { target_end: atHour(start + length) }),
          })),
        { nil: {} },
      )
    : fc.constant({})

const rows = (most: number, dated: boolean) =>
  fc
    .array(
      fc.record({
        lot_type: fc.constantFrom(...typeNames),
        vials: fc.integer({ min: 1, max: 100_000 }),
        // Long and short lots, with and without round hours.
        fill_hours: fc.oneof(tenths(1, 60), tenths(1, 10), fc.double({ min: 0.1, max: 55, noNaN: true })),
        priority: fc.oneof(
          { weight: 3, arbitrary: fc.constant(1) },
          { weight: 1, arbitrary: fc.constantFrom(0.5, 2, 5) },
        ),
        targets: targets(dated),
      }),
      { minLength: 1, maxLength: most },
    )
    .map((list) => list.map(({ targets: window, ...lot }, at) => ({ lot_id: `L${at}`, ...lot, ...window })))

const matrix = fc.dictionary(
  fc.constantFrom(...typeNames),
  fc.dictionary(
    fc.constantFrom(...typeNames),
    fc.oneof({ weight: 8, arbitrary: tenths(0, 15) }, { weight: 1, arbitrary: fc.constant(null) }),
  ),
)

const rules = fc.record({
  clean_hours: fc.oneof(fc.constant(24), tenths(0, 30)),
  window_hours: tenths(60, 130),
  changeover_same_hours: tenths(0, 12),
  changeover_diff_hours: tenths(0, 12),
})

const options = fc.record(
  {
    changeover_matrix: matrix,
    max_lots_per_block: fc.integer({ min: 1, max: 4 }),
    initial_state: fc.record(
      { window_used_hours: tenths(0, 140), last_lot_type: fc.constantFrom(...typeNames, 'Z') },
      { requiredKeys: ['window_used_hours'] },
    ),
  },
  { requiredKeys: [] },
)

/** The whole space of configurations over up to `most` lots; `dated` adds target windows. */
export const jobs = (most: number, dated: boolean): fc.Arbitrary<Job> =>
  fc.record({ lots: rows(most, dated), rules, options }).map(({ lots, rules: base, options: extra }) => ({
    lots,
    config: { ...base, ...extra },
  }))

const parsedProblem = ({ lots, config }: Job): Parsed<Problem> => {
  const parsedConfig = parseConfig(config)
  if (!parsedConfig.value) return { errors: parsedConfig.errors, warnings: [] }
  const parsedLots = parseLots(lots, parsedConfig.value)
  if (!parsedLots.value) return { errors: parsedLots.errors, warnings: [] }
  return buildProblem(parsedLots.value, parsedConfig.value, startMs)
}

export const problemOf = (job: Job): Problem => {
  const { value, errors } = parsedProblem(job)
  if (!value) throw new Error(errors.join('; '))
  return value
}

/** Problems with and without targets. */
export const problems = (most: number): fc.Arbitrary<Problem> =>
  fc.boolean().chain((dated) => jobs(most, dated).map(problemOf))

/** Problems with hard targets that are not refused beforehand; some have no plan that meets them all. */
export const hardProblems = (most: number): fc.Arbitrary<Problem> =>
  jobs(most, true)
    .map(({ lots, config }) => parsedProblem({ lots, config: { ...config, hard_targets: true } }).value)
    .filter((problem) => problem?.hasTargets === true)
    .map((problem) => problem as Problem)
