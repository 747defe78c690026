import { earliestStart } from '../build/earliest.ts'
import type { Plan } from '../plan.ts'
import type { Lot, Problem } from '../problem.ts'
import type { Micros } from '../time.ts'
import { weightedMiss } from '../timing/miss.ts'

/** What targets alone say about every plan. */
export interface TargetLimits {
  /** Weighted micros outside targets that no plan avoids, lot by lot: what each would miss if it came first. */
  readonly leastMiss: Micros
  /** A plan that misses no more than that ends no sooner. */
  readonly end: Micros
}

/** The first start of a lot with the least miss. Later starts may miss as little, sooner ones miss more. */
const firstBestStart = (problem: Problem, lot: Lot): Micros => {
  const soonest = earliestStart(problem, lot)
  const { targetStart, targetEnd = Number.POSITIVE_INFINITY } = lot
  return targetStart === undefined ? soonest : Math.max(soonest, Math.min(targetStart, targetEnd - lot.fill))
}

export const targetLimits = (problem: Problem): TargetLimits => {
  if (!problem.hasTargets) return { leastMiss: 0, end: 0 }
  const starts = problem.lots.map((lot) => firstBestStart(problem, lot))
  return {
    leastMiss: problem.lots.reduce((total, lot, at) => total + weightedMiss(lot, starts[at] as Micros), 0),
    end: problem.lots.reduce((latest, lot, at) => Math.max(latest, (starts[at] as Micros) + lot.fill), 0),
  }
}

/**
 * A bound on the makespan of any plan that meets targets as well as this one, from a bound on all plans: with the least
 * miss that there is, targets count as well. Never above the plan's own makespan.
 */
export const boundBeside = (plan: Plan, lowerBound: Micros, { leastMiss, end }: TargetLimits): Micros =>
  Math.min(plan.makespan, plan.targetMiss <= leastMiss ? Math.max(lowerBound, end) : lowerBound)

/** No plan is better: none misses targets less, and none that misses as little is shorter. */
export const isProved = (plan: Plan, lowerBound: Micros, limits: TargetLimits): boolean =>
  plan.targetMiss <= limits.leastMiss && plan.makespan <= boundBeside(plan, lowerBound, limits)
