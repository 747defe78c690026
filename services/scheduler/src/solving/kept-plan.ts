import { planFrom, scheduleOf, searchLimits } from '@filling/core'
import type { Job, Planned } from '../schedule.ts'
import { readIncumbent } from './incumbent.ts'
import { planned } from './solve-job.ts'
import { hash, storedProblem } from './stored-problem.ts'

const stoppedEarly = 'The search was stopped early; a longer one may find a better plan'

/**
 * The best plan that an interrupted search left behind, as a result that passed the checker. Undefined when it left
 * none that can be shown. 20 000 lots take 0.2 s, so a solver does it between two heartbeats, without a thread.
 */
export const keptPlan = (job: Job, bytes: Uint8Array): Planned | undefined => {
  const kept = readIncumbent(bytes)
  if (!kept) return undefined
  const { problem, config } = storedProblem(job)
  const plan = planFrom(problem, kept.sequence)
  if (!plan) return undefined
  const run = {
    seed: searchLimits(job.strategy, config).seed,
    steps: kept.steps,
    ...(job.lane === 'exact' && job.incumbent ? { warm_start: true as const } : {}),
  }
  const warnings = [...job.warnings, stoppedEarly]
  const found = { plan, lowerBound: kept.lowerBound, run }
  return planned(scheduleOf(problem, job.strategy, found, { hash, warnings, given: config.given }))
}
