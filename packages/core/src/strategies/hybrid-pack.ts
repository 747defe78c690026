import type { Strategy } from '../search.ts'
import { Candidates } from './candidates.ts'
import { improveSequence } from './due-improvement.ts'
import { improvePacking } from './pack-improvement.ts'
import { offerSmart } from './smart-pack.ts'

/** Starts from the best quick plan, and from the plan of an interrupted attempt, and improves until the budget is spent. */
export const hybridPack: Strategy = (problem, search) => {
  const candidates = new Candidates(problem, search)
  if (search.warmStart) candidates.offerPlan(search.warmStart)
  offerSmart(problem, search, candidates)
  if (problem.hasTargets) improveSequence(problem, search, candidates)
  else improvePacking(problem, search, candidates)
  return candidates.solution
}
