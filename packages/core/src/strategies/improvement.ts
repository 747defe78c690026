import type { Problem } from '../problem.ts'
import type { Search } from '../search.ts'
import type { Candidates } from './candidates.ts'
import { improveSequence } from './due-improvement.ts'
import { improvePacking } from './pack-improvement.ts'
import { PackRounds } from './pack-rounds.ts'
import { allRounds, type RoundSpan } from './round-lengths.ts'

/** Improves a plan until the budget is spent or nothing can be better, by packing, by sequence, or both in turn. */
export const improvePlan = (
  problem: Problem,
  search: Search,
  candidates: Candidates,
  span: RoundSpan = allRounds,
): void => {
  if (problem.hasTargets) improveSequence(problem, search, candidates, span)
  else if (PackRounds.tellsAll(problem)) improvePacking(problem, search, candidates, span)
  else
    for (let round = span.from; round < span.to && !search.budget.spent() && !candidates.isDone; round++) {
      const one = { from: round, to: round + 1 }
      improvePacking(problem, search, candidates, one)
      improveSequence(problem, search, candidates, one)
    }
}
