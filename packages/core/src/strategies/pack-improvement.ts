import type { Problem } from '../problem.ts'
import type { Search } from '../search.ts'
import type { Candidates } from './candidates.ts'
import { PackRounds } from './pack-rounds.ts'
import { longerRounds } from './round-lengths.ts'

/** More lots than this never cool down again from hot, so those plans are only warmed up. */
const mostLotsFromStart = 1000

/** Improves a plan without targets, round after round, until the budget is spent or nothing can be better. */
export const improvePacking = (problem: Problem, search: Search, candidates: Candidates): void => {
  if (!PackRounds.covers(problem)) return
  const rounds = new PackRounds(problem, search, candidates.lowerBound)
  const large = problem.lots.length > mostLotsFromStart
  for (let round = 0; rounds.canSearch && !search.budget.spent() && !candidates.isDone; round++) {
    const fresh = !large && round % 3 !== 2
    rounds.run({ steps: longerRounds(round), hot: fresh ? 0.1 : 0.03, cold: 0.003 }, fresh ? 'start' : 'best')
    candidates.offer(rounds.sequence)
  }
}
