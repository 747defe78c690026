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

/** Starts at which a lot misses as little as it can: between the two, and at no others that a plan can have. */
export interface BestStarts {
  readonly first: Micros
  readonly last: Micros
}

/** A window shorter than the fill is missed by as much from one end of the fill to the other. */
export const bestStarts = (problem: Problem, lot: Lot): BestStarts => {
  const soonest = earliestStart(problem, lot)
  const { targetStart = Number.NEGATIVE_INFINITY, targetEnd = Number.POSITIVE_INFINITY } = lot
  const latest = targetEnd - lot.fill
  return { first: Math.max(soonest, Math.min(targetStart, latest)), last: Math.max(soonest, targetStart, latest) }
}

export const targetLimits = (problem: Problem): TargetLimits => {
  if (!problem.hasTargets) return { leastMiss: 0, end: 0 }
  const starts = problem.lots.map((lot) => bestStarts(problem, lot).first)
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
