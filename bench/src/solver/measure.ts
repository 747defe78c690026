import { createHash } from 'node:crypto'
import {
  clockBudget,
  type MilpSolver,
  planSchedule,
  type ScheduleResult,
  type StrategyName,
  searchLimits,
} from '@filling/core'
import type { Instance } from './instances.ts'

/** One line of the output file. `violations` counts lots outside their target window. */
export interface Measurement {
  readonly instance: string
  readonly n: number
  readonly strategy: StrategyName
  readonly seconds: number
  readonly makespan: number
  readonly lower_bound: number
  readonly status: string
  readonly violations: number
  readonly result: ScheduleResult
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Plans once. `seconds` is the wall time of everything from the problem to the result, the checker included. */
export const measure = (
  instance: Instance,
  strategy: StrategyName,
  milp: MilpSolver,
  timeLimit: number | undefined,
): Measurement => {
  const limits = searchLimits(strategy, instance.config)
  const begun = performance.now()
  const budget = clockBudget({ ...limits, seconds: timeLimit ?? limits.seconds, now: () => performance.now() })
  const search = { budget, seed: limits.seed, report: () => undefined, milp }
  const result = planSchedule(instance.problem, strategy, search, {
    hash: sha256,
    warnings: instance.warnings,
    given: instance.config.given,
  })
  return {
    instance: instance.name,
    n: instance.problem.lots.length,
    strategy,
    seconds: Number(((performance.now() - begun) / 1000).toFixed(4)),
    makespan: result.makespan,
    lower_bound: result.optimality.lower_bound,
    status: result.optimality.status,
    violations: result.window_violations,
    result,
  }
}
