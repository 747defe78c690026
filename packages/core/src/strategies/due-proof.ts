import { shortestOnTime } from '../due/on-time.ts'
import { boundOnTime } from '../exact/dated/index.ts'
import type { Problem } from '../problem.ts'
import type { Budget, Search } from '../search.ts'
import { sliceOf } from '../slice.ts'
import type { Candidates } from './candidates.ts'
import { prove } from './proof.ts'

/** More lots have too many subsets: 16 take half a second. */
const mostLots = 16

/** Blocks of more lots are priced too slowly to bound anything. */
const mostLotsInBlocks = 1000

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

/** A share of the time that is left now; without a clock all steps. */
const shareOf = (budget: Budget, share: number): Budget => {
  const kept = budget.secondsLeft() * (1 - share)
  const seconds = (left: number): number => Math.max(0, left - kept)
  return sliceOf(budget, { steps: Number.POSITIVE_INFINITY, counted: true, seconds })
}

/** Half of the time at least is for better plans. */
const sharePerBound = 0.3

/**
 * Bounds plans by what targets ask of blocks, where the best plan misses no more than each lot must by itself, and by what
 * holds without targets: either may say more than the other.
 */
export const proveTargets = (problem: Problem, search: Search, candidates: Candidates): void => {
  const part = () => shareOf(search.budget, sharePerBound)
  const below = candidates.onTime
  if (!candidates.isDone && below < Number.POSITIVE_INFINITY && problem.lots.length <= mostLotsInBlocks) {
    const raise = (end: number): void => candidates.raiseEnd(end)
    boundOnTime(problem, { budget: part(), milp: search.milp, below, raise })
  }
  prove(problem, { ...search, budget: part() }, candidates)
}
