import type { Strategy } from '../search.ts'
import { Candidates } from './candidates.ts'
import { improveSequence } from './due-improvement.ts'
import { improvePacking } from './pack-improvement.ts'
import { prove } from './proof.ts'
import { offerSmart } from './smart-pack.ts'

/** A second or two of annealing and replanning gives the exact search a good plan to start from. */
const beforeProof = { from: 0, to: 4 }
const afterProof = { from: 4, to: Number.POSITIVE_INFINITY }

/** Starts from the best quick plan, and from the plan of an interrupted attempt, and improves until the budget is spent. */
export const hybridPack: Strategy = (problem, search) => {
  const candidates = new Candidates(problem, search)
  if (search.warmStart) candidates.offerPlan(search.warmStart)
  offerSmart(problem, search, candidates)
  if (problem.hasTargets) improveSequence(problem, search, candidates)
  else {
    improvePacking(problem, search, candidates, beforeProof)
    prove(problem, search, candidates)
    improvePacking(problem, search, candidates, afterProof)
  }
  return candidates.solution
}
