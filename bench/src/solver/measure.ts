import { createHash } from 'node:crypto'
import {
  clockBudget,
  type MilpSolver,
  PlanRejected,
  planSchedule,
  type ScheduleResult,
  type StrategyName,
  searchLimits,
} from '@filling/core'
import type { Instance } from './instances.ts'

/**
 * One line of the output file. `violations` counts lots outside their target window. A run whose plan was refused has
 * status `failed` and a reason instead of a plan.
 */
export interface Measurement {
  readonly instance: string
  readonly n: number
  readonly strategy: StrategyName
  readonly seconds: number
  readonly status: ScheduleResult['optimality']['status'] | 'failed'
  readonly makespan?: number
  readonly lower_bound?: number
  readonly violations?: number
  readonly result?: ScheduleResult
  readonly reason?: string
}

/** Which clock counts, in milliseconds, and the time limit if it is not the configuration's. */
export interface Timing {
  readonly seconds: number | undefined
  now(): number
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

const plan = (
  { problem, config, warnings }: Instance,
  strategy: StrategyName,
  milp: MilpSolver,
  { seconds, now }: Timing,
): ScheduleResult => {
  const limits = searchLimits(strategy, config)
  const budget = clockBudget({ ...limits, seconds: seconds ?? limits.seconds, now })
  const search = { budget, seed: limits.seed, report: () => undefined, milp }
  return planSchedule(problem, strategy, search, { hash: sha256, warnings, given: config.given })
}

const outcomeOf = (solve: () => ScheduleResult): Omit<Measurement, 'instance' | 'n' | 'strategy' | 'seconds'> => {
  try {
    const result = solve()
    const { makespan, optimality, window_violations: violations } = result
    return { makespan, lower_bound: optimality.lower_bound, status: optimality.status, violations, result }
  } catch (error) {
    if (!(error instanceof PlanRejected)) throw error
    return { status: 'failed', reason: error.message }
  }
}

/** Plans once. `seconds` is the time of everything from the problem to the result, the checker included. */
export const measure = (instance: Instance, strategy: StrategyName, milp: MilpSolver, timing: Timing): Measurement => {
  const begun = timing.now()
  const outcome = outcomeOf(() => plan(instance, strategy, milp, timing))
  const seconds = Number(((timing.now() - begun) / 1000).toFixed(4))
  return { instance: instance.name, n: instance.problem.lots.length, strategy, seconds, ...outcome }
}
