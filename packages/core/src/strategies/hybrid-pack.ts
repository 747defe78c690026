import type { Problem } from '../problem.ts'
import type { Search, Strategy } from '../search.ts'
import { Candidates } from './candidates.ts'
import { DueRounds } from './due-rounds.ts'
import { PackRounds } from './pack-rounds.ts'
import { offerSmart } from './smart-pack.ts'

/** Rounds get longer, because slower cooling finds what faster cooling cannot, and nobody knows when time is up. */
const firstSteps = 1000
const longestSteps = 64_000

const stepsOf = (round: number): number => Math.min(longestSteps, firstSteps * 2 ** Math.floor(round / 3))

const keepPacking = (problem: Problem, search: Search, candidates: Candidates): void => {
  const rounds = new PackRounds(problem, search, candidates.lowerBound)
  if (!rounds.canSearch) return
  const large = problem.lots.length > 1000
  for (let round = 0; !search.budget.spent() && !candidates.isDone; round++) {
    const fresh = !large && round % 3 !== 2
    rounds.run({ steps: stepsOf(round), hot: fresh ? 0.1 : 0.03, cold: 0.003 }, fresh ? 'start' : 'best')
    candidates.offer(rounds.sequence)
  }
}

const keepSequencing = (problem: Problem, search: Search, candidates: Candidates): void => {
  const rounds = new DueRounds(problem, search)
  for (let round = 0; !search.budget.spent() && !candidates.isDone; round++) {
    const cooling = { steps: stepsOf(round), hot: round % 2 === 0 ? 0.2 : 0.05, cold: 0.01 }
    candidates.offer(rounds.run(candidates.best.sequence, cooling))
  }
}

/** Starts from the best quick plan, and from the plan of an interrupted attempt, and improves until the budget is spent. */
export const hybridPack: Strategy = (problem, search) => {
  const candidates = new Candidates(problem, search)
  if (search.warmStart) candidates.offerPlan(search.warmStart)
  offerSmart(problem, search, candidates)
  if (problem.hasTargets) keepSequencing(problem, search, candidates)
  else if (PackRounds.covers(problem)) keepPacking(problem, search, candidates)
  return candidates.solution
}
