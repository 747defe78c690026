import { exactSearch } from '../exact/index.ts'
import type { Problem } from '../problem.ts'
import type { Progress, Search, Strategy } from '../search.ts'
import { Candidates } from './candidates.ts'
import { improveSequence } from './due-improvement.ts'
import { improvePacking } from './pack-improvement.ts'
import { offerSmart } from './smart-pack.ts'

/** Beyond these sizes even setting up the exact search takes longer than most limits; the quick plan is improved instead. */
const mostLots = 5000
const mostTypes = 300

/** Rounds over the sequence before the proof of the makespan is tried; it may then take all the time that is left. */
const roundsBeforeProof = 4

/** The exact search looks at makespans alone: with targets only its bound says something about the plan. */
const progressOf = (problem: Problem, search: Search, candidates: Candidates) => (progress: Progress) => {
  if (problem.hasTargets) candidates.raiseBound(progress.lowerBound)
  else search.report(progress)
}

const prove = (problem: Problem, search: Search, candidates: Candidates): void => {
  const report = progressOf(problem, search, candidates)
  const answer = exactSearch(problem, { ...search, report, warmStart: candidates.best })
  candidates.raiseBound(answer.lowerBound)
  candidates.offer(answer.sequence)
}

/** Proves the shortest makespan; where targets count, the exact plan has to win against the one found for them. */
export const milpOpt: Strategy = (problem, search) => {
  const candidates = new Candidates(problem, search)
  if (search.warmStart) candidates.offerPlan(search.warmStart)
  offerSmart(problem, search, candidates)
  if (problem.hasTargets) improveSequence(problem, search, candidates, roundsBeforeProof)
  const provable = problem.lots.length <= mostLots && problem.types.length <= mostTypes
  if (provable && !candidates.isDone) prove(problem, search, candidates)
  if (problem.hasTargets) improveSequence(problem, search, candidates)
  else if (!provable) improvePacking(problem, search, candidates)
  return candidates.solution
}
