import type { Problem } from '../problem.ts'
import type { Search, Strategy } from '../search.ts'
import { Candidates } from './candidates.ts'
import { improveSequence } from './due-improvement.ts'
import { PackRounds } from './pack-rounds.ts'
import { longerRounds } from './round-lengths.ts'
import { offerSmart } from './smart-pack.ts'

/** More lots than this never cool down again from hot, so those plans are only warmed up. */
const mostLotsFromStart = 1000

const improvePacking = (problem: Problem, search: Search, candidates: Candidates): void => {
  if (!PackRounds.covers(problem)) return
  const rounds = new PackRounds(problem, search, candidates.lowerBound)
  const large = problem.lots.length > mostLotsFromStart
  for (let round = 0; rounds.canSearch && !search.budget.spent() && !candidates.isDone; round++) {
    const fresh = !large && round % 3 !== 2
    rounds.run({ steps: longerRounds(round), hot: fresh ? 0.1 : 0.03, cold: 0.003 }, fresh ? 'start' : 'best')
    candidates.offer(rounds.sequence)
  }
}

/** Starts from the best quick plan, and from the plan of an interrupted attempt, and improves until the budget is spent. */
export const hybridPack: Strategy = (problem, search) => {
  const candidates = new Candidates(problem, search)
  if (search.warmStart) candidates.offerPlan(search.warmStart)
  offerSmart(problem, search, candidates)
  if (problem.hasTargets) improveSequence(problem, search, candidates)
  else improvePacking(problem, search, candidates)
  return candidates.solution
}
