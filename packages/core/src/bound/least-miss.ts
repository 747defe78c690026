import { earliestStart } from '../build/earliest.ts'
import type { Lot, Problem } from '../problem.ts'
import type { Micros } from '../time.ts'
import { weightedMiss } from '../timing/miss.ts'

/** Waiting until the target start is best, or starting at once when the end is missed anyway. */
const leastOf = (problem: Problem, lot: Lot): Micros => {
  const soonest = earliestStart(problem, lot)
  return Math.min(weightedMiss(lot, soonest), weightedMiss(lot, Math.max(soonest, lot.targetStart ?? soonest)))
}

/** Weighted micros outside targets that no plan avoids, lot by lot: what each would miss if it came first. */
export const leastMiss = (problem: Problem): Micros =>
  problem.hasTargets ? problem.lots.reduce((sum, lot) => sum + leastOf(problem, lot), 0) : 0

/** When every target is met, no plan that meets them ends before the last target start plus its fill. */
export const endOfTargets = ({ lots }: Problem): Micros =>
  lots.reduce((latest, lot) => Math.max(latest, lot.targetStart === undefined ? 0 : lot.targetStart + lot.fill), 0)
