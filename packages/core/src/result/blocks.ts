import { showHours, showName } from '../intake/show.ts'
import { largestFirst } from '../largest-first.ts'
import type { Plan } from '../plan.ts'
import type { Lot, Problem } from '../problem.ts'
import { type Micros, toHours, windowTolerance } from '../time.ts'
import type { ResultBlock } from './schedule-result.ts'
import { type Stretch, stretchesOf } from './stretches.ts'

/** The lots that are still to come, shortest last. */
class StillToCome {
  readonly #lots: readonly Lot[]
  readonly #all: number[]
  readonly #byType: number[][]
  readonly #gone: Uint8Array
  readonly #typesMatter: boolean

  constructor({ lots, types, rules }: Problem) {
    this.#lots = lots
    this.#all = [...largestFirst(Float64Array.from(lots, (lot) => lot.fill))]
    this.#byType = types.map(() => [])
    for (const lot of this.#all) this.#byType[lots[lot]?.type as number]?.push(lot)
    this.#gone = new Uint8Array(lots.length)
    this.#typesMatter = rules.twoValue === undefined || rules.twoValue.same > rules.twoValue.diff
  }

  remove(lot: number): void {
    this.#gone[lot] = 1
  }

  /** Lots among which the one with the least changeover and fill after that type must be. */
  nearest(type: number): Lot[] {
    if (this.#typesMatter) return this.#byType.flatMap((lots) => this.#shortest(lots))
    return [...this.#shortest(this.#all), ...this.#shortest(this.#byType[type] as number[])]
  }

  #shortest(lots: number[]): Lot[] {
    while (lots.length > 0 && this.#gone[lots.at(-1) as number]) lots.pop()
    return lots.slice(-1).map((lot) => this.#lots[lot] as Lot)
  }
}

/** A campaign, and what could have gone on in it. */
interface Closing {
  readonly stretch: Stretch
  readonly slack: Micros
  readonly stillToCome: StillToCome
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
  const { stretch, slack, stillToCome, following } = closing
  const { lots, endsWith } = stretch
  const lastType = problem.lots[lots.at(-1) as number]?.type as number
  const rest = stillToCome.nearest(lastType)
  if (rest.length === 0) return 'Every lot is filled'
  if (lots.length >= problem.rules.maxLotsPerBlock) return `It holds the most lots allowed, ${lots.length}`
  if (following && endsWith === 'idle') {
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
  const stillToCome = new StillToCome(problem)
  const stretches = stretchesOf(problem, plan)
  return stretches.map((stretch, at) => {
    const next = stretches[at + 1]
    const following = next && problem.lots[next.lots[0] as number]
    const { start, end, lots, spent } = stretch
    for (const lot of lots) stillToCome.remove(lot)
    const slack = Math.max(0, problem.rules.window - stretch.used - (end - start))
    return {
      start: toHours(start),
      end: toHours(end),
      lots: lots.map((lot) => problem.lots[lot]?.id as string),
      fill_hours: toHours(spent.fill),
      changeover_hours: toHours(spent.changeover),
      idle_hours: toHours(spent.idle),
      slack_hours: toHours(slack),
      closed_because: whyClosed(problem, { stretch, slack, stillToCome, following, keepsOrder }),
    }
  })
}
