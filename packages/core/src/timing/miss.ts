import type { Lot, Problem } from '../problem.ts'
import type { Micros } from '../time.ts'

/** How far a fill lies outside its target window, micros. Both can be positive when the window is shorter than the fill. */
export interface Miss {
  readonly early: Micros
  readonly late: Micros
}

export const missOf = (lot: Lot, start: Micros): Miss => ({
  early: lot.targetStart === undefined ? 0 : Math.max(0, lot.targetStart - start),
  late: lot.targetEnd === undefined ? 0 : Math.max(0, start + lot.fill - lot.targetEnd),
})

/** What a lot adds to `Plan.targetMiss` when its fill starts then. */
export const weightedMiss = (lot: Lot, start: Micros): Micros => {
  const { early, late } = missOf(lot, start)
  return lot.priority * (early + late)
}

/** Summed in the order of `Problem.lots`, so that equal plans get equal sums to the last bit. */
export const totalMiss = (problem: Problem, startOf: (lot: number) => Micros): Micros =>
  problem.hasTargets ? problem.lots.reduce((sum, lot, index) => sum + weightedMiss(lot, startOf(index)), 0) : 0
