import type { Plan, Sequence } from './plan.ts'
import type { Problem } from './problem.ts'
import type { Micros } from './time.ts'

/**
 * Tells a search when to stop. A search calls `spent` once per step and stops at the first `true`. Steps are counted,
 * and the clock (if any) only decides how many are taken, so the same step limit gives the same plan everywhere.
 */
export interface Budget {
  spent(): boolean
  readonly steps: number
  /** Time left for one long call into the MILP solver, seconds; Infinity without a clock. */
  secondsLeft(): number
}

/** What a planner sees while the search runs. `lowerBound` never exceeds the true optimum of the makespan. */
export interface Progress {
  readonly steps: number
  readonly makespan: Micros
  readonly lowerBound: Micros
  /** Of the plan with this makespan: kept, it survives the search, see `planFrom`. */
  readonly sequence: Sequence
}

/** The part of HiGHS that core uses: a model in CPLEX LP text, an answer. The `highs` package fits as it is. */
export interface MilpSolver {
  solve(model: string, options?: Record<string, string | number | boolean>): MilpAnswer
}

export interface MilpAnswer {
  readonly Status: string
  readonly ObjectiveValue: number
  readonly Columns: Readonly<Record<string, { readonly Primal?: number; readonly Dual?: number }>>
  readonly Rows: readonly { readonly Name: string; readonly Primal?: number; readonly Dual?: number }[]
}

/** Everything a strategy may use besides the problem: no clock, no I/O, no dice of its own. */
export interface Search {
  readonly budget: Budget
  readonly seed: number
  /** Called with every better plan or bound. */
  report(progress: Progress): void
  readonly milp: MilpSolver
  /** A plan kept from an interrupted attempt: the search starts no worse than this. */
  readonly warmStart?: Plan
}

/** `lowerBound` is a bound on the makespan of any plan with the best possible `targetMiss`; equal means proved. */
export interface Solution {
  readonly plan: Plan
  readonly lowerBound: Micros
}

/** The same problem, seed and number of steps always give the same solution. */
export type Strategy = (problem: Problem, search: Search) => Solution
