import { exactSearch, mostDividedTypes } from '../exact/index.ts'
import type { Problem } from '../problem.ts'
import type { Progress, Search } from '../search.ts'
import type { Candidates } from './candidates.ts'

/** Beyond these sizes even setting up the exact search takes longer than most limits. */
const mostLots = 5000
const mostTypes = 300

/** About what setting up takes on a slow machine: time limits hold, so with less left the search is not begun. */
const setUpSeconds = ({ lots, types, rules }: Problem): number =>
  0.03 +
  lots.length * types.length * 2e-6 +
  (rules.twoValue ? divided(lots.length, types.length) : types.length ** 3 * 3e-8)

/** All sets of types are looked at, where there are not too many. */
const divided = (lots: number, types: number): number => (types <= mostDividedTypes ? lots * 2 ** types * 1e-7 : 0)

/**
 * The exact search looks at makespans alone: with targets only its bound says something about the plan. It begins
 * without a bound, which is no reason to forget the one that is known.
 */
const progressOf = (problem: Problem, search: Search, candidates: Candidates) => (progress: Progress) => {
  if (problem.hasTargets) return candidates.raiseBound(progress.lowerBound)
  const lowerBound = Math.min(progress.makespan, Math.max(progress.lowerBound, candidates.lowerBound))
  search.report({ ...progress, lowerBound })
}

/** Looks for the shortest plan and a proof of it, for as long as the budget lasts; its plan and bound become candidates. */
export const prove = (problem: Problem, search: Search, candidates: Candidates): void => {
  const provable = problem.lots.length <= mostLots && problem.types.length <= mostTypes
  if (!provable || candidates.isDone || search.budget.spent()) return
  if (search.budget.secondsLeft() < setUpSeconds(problem)) return
  const report = progressOf(problem, search, candidates)
  const answer = exactSearch(problem, { ...search, report, warmStart: candidates.best })
  candidates.raiseBound(answer.lowerBound)
  candidates.offer(answer.sequence)
}
