import { divisionBound } from '../exact/index.ts'
import type { Strategy } from '../search.ts'
import { Candidates } from './candidates.ts'
import { proveOnTime, proveTargets } from './due-proof.ts'
import { improvePlan } from './improvement.ts'
import { prove } from './proof.ts'
import { afterProof, beforeProof } from './round-lengths.ts'
import { offerSmart } from './smart-pack.ts'

/** Fewer lots than this are proved sooner than improved. */
const fewLots = 60

/** Proves the shortest makespan; where targets count, the exact plan has to win against the one found for them. */
export const milpOpt: Strategy = (problem, search) => {
  const candidates = new Candidates(problem, search)
  if (search.warmStart) candidates.offerPlan(search.warmStart)
  offerSmart(problem, search, candidates)
  proveOnTime(problem, search, candidates)
  if (!candidates.isDone) candidates.raiseBound(divisionBound(problem))
  if (problem.hasTargets || problem.lots.length > fewLots) improvePlan(problem, search, candidates, beforeProof)
  if (problem.hasTargets) proveTargets(problem, search, candidates)
  else prove(problem, search, candidates)
  improvePlan(problem, search, candidates, afterProof)
  return candidates.solution
}
