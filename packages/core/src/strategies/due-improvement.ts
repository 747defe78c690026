import type { Problem } from '../problem.ts'
import type { Search } from '../search.ts'
import type { Candidates } from './candidates.ts'
import { DueRounds } from './due-rounds.ts'
import { allRounds, longerRounds, type RoundSpan } from './round-lengths.ts'

/** Improves a plan whose order counts, round after round, until the budget is spent or nothing can be better. */
export const improveSequence = (
  problem: Problem,
  search: Search,
  candidates: Candidates,
  { from, to }: RoundSpan = allRounds,
): void => {
  // One lot has one sequence, and the clock has found its best place already.
  if (candidates.isDone || problem.lots.length === 1) return
  const rounds = new DueRounds(problem, search)
  for (let round = from; round < to && !search.budget.spent() && !candidates.isDone; round++)
    candidates.offer(rounds.run(candidates.best.sequence, longerRounds(round), round))
}
