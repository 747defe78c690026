import { shortestOnTime } from '../due/on-time.ts'
import type { Problem } from '../problem.ts'
import type { Search } from '../search.ts'
import type { Candidates } from './candidates.ts'

/** More lots have too many subsets: 16 take half a second. */
const mostLots = 16

/** About what the subsets take on a slow machine: time limits hold. */
const setUpSeconds = ({ lots }: Problem): number => 3 ** lots.length * 2e-8

/** Finds the shortest of the plans that miss targets least, where some plan misses no more than each lot must by itself. */
export const proveOnTime = (problem: Problem, search: Search, candidates: Candidates): void => {
  if (!problem.hasTargets || problem.lots.length > mostLots || candidates.isDone) return
  if (search.budget.secondsLeft() < setUpSeconds(problem)) return
  const answer = shortestOnTime(problem, candidates.onTime, search.budget)
  if (!answer) return
  if (answer.sequence) candidates.offer(answer.sequence)
  candidates.raiseEnd(answer.makespan)
}
