import { boundBeside, isProved, targetLimits } from './bound/least-miss.ts'
import { check } from './check/check.ts'
import type { Config } from './intake/config.ts'
import type { Plan } from './plan.ts'
import type { Problem } from './problem.ts'
import { canonicalInput } from './result/canonical.ts'
import { resultOf } from './result/result.ts'
import type { ResultEngine, ScheduleResult } from './result/schedule-result.ts'
import { withoutEffect } from './result/without-effect.ts'
import type { Search, Solution } from './search.ts'
import { type StrategyName, strategies } from './strategies/registry.ts'
import type { Micros } from './time.ts'

/** Recorded with every result; changes when the same input may give another plan. */
export const engineVersion = '0.5.0'

/** A plan that breaks a rule. It is never shown; the violations say which, in words. */
export class PlanRejected extends Error {
  readonly violations: readonly string[]

  constructor(strategy: StrategyName, violations: readonly string[]) {
    const rest = violations.length - 3
    const listed = `${violations.slice(0, 3).join('; ')}${rest > 0 ? ` … and ${rest} more` : ''}`
    const wayOut = strategies[strategy].keepsOrder
      ? `. ${strategy} keeps its order; a strategy that searches may find a plan`
      : ''
    super(`${strategy} found no valid plan: ${listed}${wayOut}`)
    this.name = 'PlanRejected'
    this.violations = violations
  }
}

/** How long a strategy may search, from the configuration or its own default. */
export interface SearchLimits {
  readonly seconds: number
  /** Infinity when only the clock counts. */
  readonly steps: number
  readonly seed: number
}

export const searchLimits = (strategy: StrategyName, config: Config): SearchLimits => ({
  seconds: config.timeLimitSeconds ?? strategies[strategy].defaultSeconds,
  steps: config.stepLimit ?? Number.POSITIVE_INFINITY,
  seed: config.seed,
})

export interface PlanOptions {
  /** Turns the canonical text of the problem into the input hash of the result, for example SHA-256 in hex. */
  readonly hash: (canonicalText: string) => string
  /** Remarks from intake, repeated in the result. */
  readonly warnings?: readonly string[]
  /** Configuration keys that the caller set (`Config.given`): those that change nothing are remarked on. */
  readonly given?: ReadonlySet<string>
}

/** `feasible` with no gap reads like a contradiction where targets count: one half is proved, the other is not. */
const openHalf = (problem: Problem, plan: Plan, bound: Micros, proved: boolean): string[] =>
  problem.hasTargets && !proved && plan.makespan <= bound
    ? ['No plan is shorter; that none misses targets less is not proved, so the plan is called feasible']
    : []

/**
 * Plans a problem and proves what can be proved about the plan. Same problem, strategy, seed and number of steps: same
 * result. Throws `PlanRejected` when the independent checker finds anything wrong, which hard targets can cause.
 */
export const planSchedule = (
  problem: Problem,
  strategy: StrategyName,
  search: Search,
  options: PlanOptions,
): ScheduleResult => {
  const solution = strategies[strategy].solve(problem, search)
  const { seed, budget, warmStart } = search
  const run = { seed, steps: budget.steps, ...(warmStart ? { warm_start: true as const } : {}) }
  return scheduleOf(problem, strategy, { ...solution, run }, options)
}

/** What was found, and by how much of a search. */
export interface Found extends Solution {
  readonly run: Pick<ResultEngine, 'seed' | 'steps' | 'warm_start'>
}

/**
 * The result for a plan that a search has found, whether the search came to its end or was stopped.
 * Throws `PlanRejected` when the independent checker finds anything wrong.
 */
export const scheduleOf = (
  problem: Problem,
  strategy: StrategyName,
  { plan, lowerBound, run }: Found,
  { hash, warnings = [], given }: PlanOptions,
): ScheduleResult => {
  const violations = check(problem, plan)
  if (violations.length > 0) throw new PlanRejected(strategy, violations)
  const limits = targetLimits(problem)
  const bound = boundBeside(plan, lowerBound, limits)
  const proved = isProved(plan, lowerBound, limits)
  return resultOf(problem, plan, {
    lowerBound: bound,
    proved,
    keepsOrder: strategies[strategy].keepsOrder,
    warnings: [...warnings, ...withoutEffect(problem, strategy, given), ...openHalf(problem, plan, bound, proved)],
    engine: { version: engineVersion, strategy, ...run, input_hash: hash(canonicalInput(problem)) },
  })
}
