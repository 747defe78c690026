import { createHash } from 'node:crypto'
import {
  buildProblem,
  clockBudget,
  type MilpSolver,
  type Parsed,
  PlanRejected,
  parseConfig,
  parseLots,
  planSchedule,
  type ScheduleResult,
  searchLimits,
} from '@filling/core'
import type { Job, Solved } from '../schedule.ts'
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
  const config = accepted(parseConfig(JSON.parse(job.config)))
  const lots = accepted(parseLots(JSON.parse(job.lots), config))
  const problem = accepted(buildProblem(lots, config, job.startTimeMs))
  const limits = searchLimits(job.strategy, config)
  const budget = clockBudget({ ...limits, now: nowMs })
  const search = { budget, seed: limits.seed, milp, report: () => undefined }
  return planSchedule(problem, job.strategy, job.cell ? watched(search, job.cell, limits) : search, {
    hash,
    warnings: job.warnings,
    given: config.given,
  })
}

const failed = (code: string, message: string): Solved => ({ kind: 'failed', failure: { code, message } })

/** What is stored was accepted by rules that have changed since. No other attempt would end differently. */
class InputRefused extends Error {}

/** The same door as at the submit. */
const accepted = <T>({ value, errors }: Parsed<T>): T => {
  if (value !== undefined) return value
  throw new InputRefused(`Stored input is no longer accepted: ${errors.join('; ')}`)
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex')

const planned = (result: ScheduleResult): Solved => ({
  kind: 'planned',
  result: JSON.stringify(result),
  makespanHours: result.makespan,
  lowerBoundHours: result.optimality.lower_bound,
  optimal: result.optimality.status === 'optimal',
})
