import type { Meters } from '@filling/service-kit'

/** What a solver measures of its jobs. */
export const jobMeters = (meters: Meters) => ({
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
  gap: meters.histogram('filling_plan_gap_percent', 'What a better plan could save at most; 0 is proved optimal', {
    labels: ['strategy'],
    buckets: [0, 0.1, 0.5, 1, 2, 5, 10, 20, 50, 100],
  }),
  failures: meters.counter('filling_jobs_failed_total', 'Jobs that ended without a plan, by the code of the reason', [
    'code',
  ]),
  fenced: meters.counter('filling_fenced_writes_total', 'Writes refused because the job is not the writer’s any more', [
    'write',
  ]),
})

export type JobMeters = ReturnType<typeof jobMeters>
