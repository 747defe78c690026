import {
  clockBudget,
  type MilpSolver,
  PlanRejected,
  planFrom,
  planSchedule,
  type ScheduleResult,
  searchLimits,
} from '@filling/core'
import type { FailureCode, Job, Planned, Solved } from '../schedule.ts'
import { readIncumbent } from './incumbent.ts'
import { hash, InputRefused, type StoredProblem, storedProblem } from './stored-problem.ts'
import { watched } from './watched-search.ts'

interface Tools {
  readonly milp: MilpSolver
  /** Milliseconds on a clock that never goes back. */
  readonly nowMs: () => number
}

/** From what is stored to the documented result. A plan that the checker refuses is a failure with its reasons. */
export const solveJob = (job: Job, tools: Tools): Solved => {
  try {
    return planned(plan(job, tools))
  } catch (error) {
    if (error instanceof PlanRejected) return failed('solver.no_valid_plan', error.message)
    if (error instanceof InputRefused) return failed('solver.input_refused', error.message)
    throw error
  }
}

const plan = (job: Job, { milp, nowMs }: Tools): ScheduleResult => {
  const stored = storedProblem(job)
  const { problem, config } = stored
  const limits = searchLimits(job.strategy, config)
  const budget = clockBudget({ ...limits, now: nowMs })
  const search = { budget, seed: limits.seed, milp, report: () => undefined, ...warmStart(job, stored) }
  return planSchedule(problem, job.strategy, job.cells ? watched(search, job.cells, limits) : search, {
    hash,
    warnings: job.warnings,
    given: config.given,
  })
}

/** Quick strategies are done before it would help them, and some keep an order that another plan does not have. */
const warmStart = ({ lane, incumbent }: Job, { problem }: StoredProblem) => {
  const kept = lane === 'exact' && incumbent ? readIncumbent(incumbent) : undefined
  const plan = kept && planFrom(problem, kept.sequence)
  return plan ? { warmStart: plan } : {}
}

const failed = (code: FailureCode, message: string): Solved => ({
  kind: 'failed',
  failure: { code, message, givenUp: false },
})

export const planned = (result: ScheduleResult): Planned => ({
  kind: 'planned',
  result: JSON.stringify(result),
  makespanHours: result.makespan,
  lowerBoundHours: result.optimality.lower_bound,
  optimal: result.optimality.status === 'optimal',
})
