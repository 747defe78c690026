import type { BestKnown } from './best-known.ts'
import type { Measurement } from './measure.ts'

const percent = (value: number | undefined, base: number | undefined): number | undefined =>
  value === undefined || base === undefined ? undefined : 100 * (value / base - 1)

const cell = (value: number | undefined, digits = 3): string => (value === undefined ? '–' : value.toFixed(digits))

const widths = [36, 6, 12, 9, 11, 11, 9, 8, 8, 8, 10, 5]

const line = (cells: readonly string[]): string =>
  cells
    .map((text, at) => (at === 0 || at === 2 ? text.padEnd(widths[at] ?? 0) : text.padStart(widths[at] ?? 0)))
    .join(' ')

export const heading = line([
  'instance',
  'n',
  'strategy',
  'seconds',
  'makespan',
  'bound',
  'status',
  'bound %',
  'best %',
  'orig %',
  'planted %',
  'late',
])

/** Gaps in percent: above the own bound, above the best known makespan, against the replaced system's best. */
export const row = (one: Measurement, known: BestKnown = {}): string =>
  line([
    one.instance,
    String(one.n),
    one.strategy,
    cell(one.seconds),
    cell(one.makespan, 2),
    cell(one.lower_bound, 2),
    one.status,
    cell(percent(one.makespan, one.lower_bound)),
    cell(percent(one.makespan, known.bestKnown)),
    cell(percent(one.makespan, known.originalBest), 2),
    cell(percent(one.makespan, known.planted), 2),
    cell(one.violations, 0),
  ])

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** Mean and maximum over the instances without targets; those with targets pay makespan for meeting them. */
export const summary = (all: readonly Measurement[], known: ReadonlyMap<string, BestKnown>): string[] =>
  [...Map.groupBy(all, (one) => one.strategy)].map(([strategy, runs]) => {
    const gapOf = (one: Measurement) => percent(one.makespan, known.get(one.instance)?.bestKnown)
    const free = runs.filter((one) => known.get(one.instance)?.planted === undefined)
    const gaps = free.map(gapOf).filter((gap) => gap !== undefined)
    const quick = runs.filter((one) => one.n <= 500).map((one) => one.seconds)
    const compared = free.filter((one) => known.get(one.instance)?.originalBest !== undefined)
    const worse = compared.filter((one) => (one.makespan ?? 0) > (known.get(one.instance)?.originalBest ?? 0) + 1e-5)
    const failed = runs.filter((one) => one.status === 'failed')
    const proved = runs.filter((one) => one.status === 'optimal')
    return [
      `${strategy}: ${runs.length} instances, ${proved.length} proved optimal`,
      failed.length > 0 ? `without a valid plan: ${failed.length}` : '',
      gaps.length > 0 ? `above best known: mean ${mean(gaps).toFixed(3)} %, max ${Math.max(...gaps).toFixed(3)} %` : '',
      compared.length > 0 ? `worse than the replaced system on ${worse.length}` : '',
      quick.length > 0 ? `n ≤ 500: mean ${mean(quick).toFixed(3)} s, max ${Math.max(...quick).toFixed(3)} s` : '',
      `targets missed: ${runs.reduce((sum, one) => sum + (one.violations ?? 0), 0)}`,
    ]
      .filter((part) => part !== '')
      .join('; ')
  })
