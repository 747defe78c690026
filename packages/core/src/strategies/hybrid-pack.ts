import type { Strategy } from '../search.ts'
import { Candidates } from './candidates.ts'
import { proveOnTime } from './due-proof.ts'
import { improvePlan } from './improvement.ts'
import { prove } from './proof.ts'
import { afterProof, beforeProof } from './round-lengths.ts'
import { offerSmart } from './smart-pack.ts'

/** Starts from the best quick plan, and from the plan of an interrupted attempt, and improves until the budget is spent. */
export const hybridPack: Strategy = (problem, search) => {
  const candidates = new Candidates(problem, search)
  if (search.warmStart) candidates.offerPlan(search.warmStart)
  offerSmart(problem, search, candidates)
  proveOnTime(problem, search, candidates)
  improvePlan(problem, search, candidates, beforeProof)
  // With targets a proof of the makespan alone is not worth the time that mending takes.
  if (!problem.hasTargets) prove(problem, search, candidates)
  improvePlan(problem, search, candidates, afterProof)
  return candidates.solution
}
