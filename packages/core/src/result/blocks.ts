import { showHours } from '../intake/show.ts'
import type { Activity, Plan } from '../plan.ts'
import type { Lot, Problem } from '../problem.ts'
import { type Micros, toHours, windowTolerance } from '../time.ts'
import type { ResultBlock } from './schedule-result.ts'

/** A campaign as a stretch of activities: the clean that opens it is not part of it. */
interface Stretch {
  readonly activities: Activity[]
  readonly used: Micros
}

/** Campaigns that fill something. Waiting before a further clean is an empty campaign and not listed. */
const stretchesOf = (problem: Problem, plan: Plan): Stretch[] => {
  const stretches: Stretch[] = [{ activities: [], used: problem.initial?.windowUsed ?? 0 }]
  for (const activity of plan.activities)
    if (activity.kind === 'clean') stretches.push({ activities: [], used: 0 })
    else stretches.at(-1)?.activities.push(activity)
  return stretches.filter(({ activities }) => activities.some(({ kind }) => kind === 'fill'))
}

const lotsOf = ({ activities }: Stretch): number[] =>
  activities.flatMap((activity) => (activity.kind === 'fill' ? [activity.lot] : []))

const timeOf = ({ activities }: Stretch, kind: Activity['kind']): Micros =>
  activities.reduce((sum, activity) => sum + (activity.kind === kind ? activity.end - activity.start : 0), 0)

/** The lots that are still to come, shortest last. */
class Waiting {
  readonly #byType: Map<number, Lot[]>
  readonly #all: Lot[]
  readonly #gone = new Set<Lot>()
  readonly #typesMatter: boolean

  constructor({ lots, rules }: Problem) {
    this.#all = lots.toSorted((a, b) => b.fill - a.fill)
    this.#byType = Map.groupBy(this.#all, (lot) => lot.type)
    this.#typesMatter = rules.twoValue === undefined || rules.twoValue.same > rules.twoValue.diff
  }

  remove(lot: Lot): void {
    this.#gone.add(lot)
  }

  /** Lots among which the one with the least changeover and fill after that type must be. */
  nearest(type: number): Lot[] {
    if (this.#typesMatter) return [...this.#byType.values()].flatMap((lots) => this.#shortest(lots))
    return [...this.#shortest(this.#all), ...this.#shortest(this.#byType.get(type) ?? [])]
  }

  #shortest(lots: Lot[]): Lot[] {
    while (lots.length > 0 && this.#gone.has(lots.at(-1) as Lot)) lots.pop()
    return lots.slice(-1)
  }
}

const whyClosed = (problem: Problem, stretch: Stretch, slack: Micros, waiting: Waiting): string => {
  const lots = lotsOf(stretch)
  const lastType = problem.lots[lots.at(-1) as number]?.type as number
  const rest = waiting.nearest(lastType)
  if (rest.length === 0) return 'Every lot is filled'
  if (lots.length >= problem.rules.maxLotsPerBlock) return `It holds the most lots allowed, ${lots.length}`
  const row = problem.rules.changeover[lastType]
  const need = (lot: Lot): Micros => (row?.[lot.type] as Micros) + lot.fill
  const next = rest.reduce((best, lot) => (need(lot) < need(best) ? lot : best))
  if (need(next) > slack + windowTolerance)
    return Number.isFinite(need(next))
      ? `No lot still to come fits into ${showHours(toHours(slack))}: the least is lot ${next.id} with ${showHours(toHours(need(next)))} (changeover and fill)`
      : 'Every changeover to a lot still to come is forbidden'
  return `The other lots are better placed in later blocks; lot ${next.id} would have fitted into the ${showHours(toHours(slack))} left`
}

/** The campaigns of a plan in a planner's words. */
export const blocksOf = (problem: Problem, plan: Plan): ResultBlock[] => {
  const waiting = new Waiting(problem)
  return stretchesOf(problem, plan).map((stretch) => {
    const lots = lotsOf(stretch).map((index) => problem.lots[index] as Lot)
    for (const lot of lots) waiting.remove(lot)
    const start = stretch.activities[0]?.start ?? 0
    const end = stretch.activities.at(-1)?.end ?? start
    const slack = Math.max(0, problem.rules.window - stretch.used - (end - start))
    return {
      start: toHours(start),
      end: toHours(end),
      lots: lots.map((lot) => lot.id),
      fill_hours: toHours(timeOf(stretch, 'fill')),
      changeover_hours: toHours(timeOf(stretch, 'changeover')),
      idle_hours: toHours(timeOf(stretch, 'idle')),
      slack_hours: toHours(slack),
      closed_because: whyClosed(problem, stretch, slack, waiting),
    }
  })
}
