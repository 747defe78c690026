import type { Problem } from '../problem.ts'
import type { Search } from '../search.ts'
import type { Candidates } from './candidates.ts'
import { DueRounds } from './due-rounds.ts'
import { longerRounds } from './round-lengths.ts'

/** Improves a plan with targets, round after round, until the budget is spent or nothing can be better. */
export const improveSequence = (
  problem: Problem,
  search: Search,
  candidates: Candidates,
  mostRounds = Infinity,
): void => {
  const rounds = new DueRounds(problem, search)
  for (let round = 0; round < mostRounds && !search.budget.spent() && !candidates.isDone; round++) {
    const cooling = { steps: longerRounds(round), hot: round % 2 === 0 ? 0.2 : 0.05, cold: 0.01 }
    candidates.offer(rounds.run(candidates.best.sequence, cooling))
  }
}
