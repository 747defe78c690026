import { lanes } from '@filling/contracts'
import type { Meters } from '@filling/service-kit'
import type { sweepLane } from '../adapters/sweep-sql.ts'

type Sweep = ReturnType<typeof sweepLane>

/** The same sweep; what it finds was lost by a solver or on the way to one. */
export const countedSweep = (sweep: Sweep, meters: Meters): Sweep => {
  const found = meters.counter(
    'filling_lost_work_total',
    'Jobs that wait again: their lease ended, or nobody claimed them',
    ['lane'],
  )
  for (const lane of lanes) found.inc({ lane }, 0)
  return async (request) => {
    const jobs = await sweep(request)
    if (jobs > 0) found.inc({ lane: request.lane }, jobs)
    return jobs
  }
}
