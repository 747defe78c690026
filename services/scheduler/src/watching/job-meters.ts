import { lanes } from '@filling/contracts'
import { strategies } from '@filling/core'
import type { Meters } from '@filling/service-kit'
import { failureCodes } from '../schedule.ts'

/** What a solver measures of its jobs. */
export const jobMeters = (meters: Meters) => {
  const all = {
    waited: meters.histogram('filling_job_wait_seconds', 'From the submit of a job to its first claim', {
      labels: ['lane'],
      buckets: [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3_600],
    }),
    claims: meters.counter('filling_claims_total', 'Attempts begun: the first of a job, or one more', [
      'lane',
      'attempt',
    ]),
    solve: meters.histogram('filling_solve_seconds', 'From the start of a search to its end, whatever that was', {
      labels: ['strategy', 'outcome'],
      buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600],
    }),
    crashes: meters.counter('filling_solver_crashes_total', 'Searches that took their thread down', ['strategy']),
    gap: meters.histogram('filling_plan_gap_percent', 'What a better plan could save at most; 0 is proved optimal', {
      labels: ['strategy'],
      buckets: [0, 0.1, 0.5, 1, 2, 5, 10, 20, 50, 100],
    }),
    failures: meters.counter('filling_jobs_failed_total', 'Jobs that ended without a plan, by the reason', ['code']),
    fenced: meters.counter('filling_fenced_writes_total', 'Writes refused because the job is somebody else’s', [
      'write',
    ]),
  }
  beginAtZero(all)
  return all
}

export type JobMeters = ReturnType<typeof jobMeters>

/** Writes that only the holder of a claim may do. */
export const guardedWrites = ['extend', 'release', 'complete', 'cancel', 'fail'] as const
export type GuardedWrite = (typeof guardedWrites)[number]

/** A counter that appears at its first event has not grown, as Prometheus sees it, and nobody would be told. */
const beginAtZero = ({
  claims,
  crashes,
  failures,
  fenced,
}: Pick<JobMeters, 'claims' | 'crashes' | 'failures' | 'fenced'>) => {
  for (const lane of lanes) for (const attempt of ['first', 'again']) claims.inc({ lane, attempt }, 0)
  for (const strategy of Object.keys(strategies)) crashes.inc({ strategy }, 0)
  for (const code of failureCodes) failures.inc({ code }, 0)
  for (const write of guardedWrites) fenced.inc({ write }, 0)
}
