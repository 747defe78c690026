import { showHours, showName } from '../intake/show.ts'
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

/** A campaign, and what could have gone on in it. */
interface Closing {
  readonly stretch: Stretch
  readonly slack: Micros
  readonly waiting: Waiting
  /** First lot of the next campaign. */
  readonly following: Lot | undefined
  /** The strategy fills lots in a fixed order: nothing but the following lot could have joined. */
  readonly keepsOrder: boolean
}

const hours = (micros: Micros): string => showHours(toHours(micros))

const whyLeftOut = (nearest: Lot, need: (lot: Lot) => Micros, { following, slack, keepsOrder }: Closing): string => {
  const left = hours(slack)
  if (!keepsOrder || !following)
    return `The other lots are better placed in later blocks; lot ${showName(nearest.id)} would have fitted into the ${left} left`
  const next = `Lot ${showName(following.id)}, the next in order,`
  if (!Number.isFinite(need(following))) return `${next} may not follow without a clean`
  return need(following) > slack + windowTolerance
    ? `${next} needs ${hours(need(following))} (changeover and fill), and ${left} are left`
    : `${next} would have fitted into the ${left} left, but a clean here makes the whole plan no longer`
}

const whyClosed = (problem: Problem, closing: Closing): string => {
  const { stretch, slack, waiting, following } = closing
  const lots = lotsOf(stretch)
  const lastType = problem.lots[lots.at(-1) as number]?.type as number
  const rest = waiting.nearest(lastType)
  if (rest.length === 0) return 'Every lot is filled'
  if (lots.length >= problem.rules.maxLotsPerBlock) return `It holds the most lots allowed, ${lots.length}`
  if (following && stretch.activities.at(-1)?.kind === 'idle') {
    const target = following.targetStart === undefined ? '' : ` (target start ${hours(following.targetStart)})`
    return `It ends with waiting for lot ${showName(following.id)}${target}, which comes after a clean`
  }
  const row = problem.rules.changeover[lastType]
  const need = (lot: Lot): Micros => (row?.[lot.type] as Micros) + lot.fill
  const next = rest.reduce((best, lot) => (need(lot) < need(best) ? lot : best))
  if (need(next) <= slack + windowTolerance) return whyLeftOut(next, need, closing)
  return Number.isFinite(need(next))
    ? `No lot still to come fits into ${hours(slack)}: the least is lot ${showName(next.id)} with ${hours(need(next))} (changeover and fill)`
    : 'Every changeover to a lot still to come is forbidden'
}

/** The campaigns of a plan in a planner's words. */
export const blocksOf = (problem: Problem, plan: Plan, keepsOrder: boolean): ResultBlock[] => {
  const waiting = new Waiting(problem)
  const stretches = stretchesOf(problem, plan)
  return stretches.map((stretch, at) => {
    const next = stretches[at + 1]
    const following = next && problem.lots[lotsOf(next)[0] as number]
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
      closed_because: whyClosed(problem, { stretch, slack, waiting, following, keepsOrder }),
    }
  })
}
