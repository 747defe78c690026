import { exactSearch } from '../exact/index.ts'
import type { Strategy } from '../search.ts'
import { Candidates } from './candidates.ts'
import { offerSmart } from './smart-pack.ts'

/** The exact search proves makespans; where targets count, its plan has to win against the quick one. */
export const milpOpt: Strategy = (problem, search) => {
  const candidates = new Candidates(problem, search)
  if (search.warmStart) candidates.offerPlan(search.warmStart)
  offerSmart(problem, search, candidates)
  if (candidates.isDone) return candidates.solution
  const answer = exactSearch(problem, { ...search, warmStart: candidates.best })
  candidates.offer(answer.sequence)
  return { plan: candidates.best, lowerBound: Math.max(candidates.lowerBound, answer.lowerBound) }
}
