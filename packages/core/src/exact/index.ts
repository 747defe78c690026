import type { Sequence } from '../plan.ts'
import type { Problem } from '../problem.ts'
import type { Search } from '../search.ts'
import type { Micros } from '../time.ts'
import { blockModel } from './block-model.ts'
import { makespanOf } from './block-plan.ts'
import { closedFormBound } from './closed-form.ts'
import { nextFit } from './next-fit.ts'
import { bestBySubsets, subsetLimit } from './subsets.ts'

/** The best sequence found and a bound that no plan undercuts; equal values prove it. Targets are not looked at here. */
export interface ExactAnswer {
  readonly sequence: Sequence
  readonly makespan: Micros
  readonly lowerBound: Micros
}

/** Shortest makespan with a proof, as far as the budget reaches. */
export const exactSearch = (problem: Problem, search: Search): ExactAnswer => {
  const small = problem.lots.length <= subsetLimit ? bestBySubsets(problem) : undefined
  const sequence = small?.sequence ?? nextFit(problem)
  const makespan = makespanOf(problem, sequence)
  const lowerBound = small?.makespan ?? Math.min(makespan, closedFormBound(blockModel(problem)))
  search.report({ steps: search.budget.steps, makespan, lowerBound })
  return { sequence, makespan, lowerBound }
}

/** A bound on the makespan in no time. */
export const quickBound = (problem: Problem): Micros => closedFormBound(blockModel(problem))
