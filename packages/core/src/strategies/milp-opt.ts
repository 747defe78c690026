import type { Strategy } from '../search.ts'
import { Candidates } from './candidates.ts'
import { improveSequence } from './due-improvement.ts'
import { improvePacking } from './pack-improvement.ts'
import { prove } from './proof.ts'
import { offerSmart } from './smart-pack.ts'

/** Rounds over the sequence before the proof of the makespan is tried; it may then take all the time that is left. */
const beforeProof = { from: 0, to: 4 }
const afterProof = { from: 4, to: Number.POSITIVE_INFINITY }

/** Proves the shortest makespan; where targets count, the exact plan has to win against the one found for them. */
export const milpOpt: Strategy = (problem, search) => {
  const candidates = new Candidates(problem, search)
  if (search.warmStart) candidates.offerPlan(search.warmStart)
  offerSmart(problem, search, candidates)
  if (problem.hasTargets) improveSequence(problem, search, candidates, beforeProof)
  prove(problem, search, candidates)
  if (problem.hasTargets) improveSequence(problem, search, candidates, afterProof)
  else improvePacking(problem, search, candidates)
  return candidates.solution
}
