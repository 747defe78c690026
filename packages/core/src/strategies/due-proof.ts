import { shortestOnTime } from '../due/on-time.ts'
import { boundOnTime } from '../exact/dated/index.ts'
import type { Problem } from '../problem.ts'
import type { Budget, Search } from '../search.ts'
import type { Candidates } from './candidates.ts'

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

/** Half of the time that is left; without a clock all steps. */
const halfOf = (budget: Budget): Budget => {
  const left = budget.secondsLeft()
  const kept = Number.isFinite(left) ? left / 2 : 0
  return {
    spent: () => budget.spent() || budget.secondsLeft() <= kept,
    get steps() {
      return budget.steps
    },
    secondsLeft: () => Math.max(0, budget.secondsLeft() - kept),
  }
}

/**
 * Bounds the plans that miss as little as the best one, where that one misses no more than each lot must by itself. False
 * where a bound on all plans may say more.
 */
export const boundTargets = (problem: Problem, { budget, milp }: Search, candidates: Candidates): boolean => {
  if (!problem.hasTargets || problem.lots.length > mostLotsInBlocks) return false
  if (candidates.isDone || candidates.onTime === Number.POSITIVE_INFINITY) return false
  const raise = (end: number): void => candidates.raiseEnd(end)
  boundOnTime(problem, { budget: halfOf(budget), milp, below: candidates.onTime, raise })
  return problem.rules.twoValue !== undefined
}
