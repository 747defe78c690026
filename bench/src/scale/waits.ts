import { type Spread, spread } from '../jobs/measure.ts'
import { atRandom } from './arrivals.ts'
import type { Crowd } from './crowd.ts'
import type { Row } from './measure.ts'
import { jobsOf } from './mix.ts'

/** How long quick jobs take when they come at random, and fewer than could be planned. */
export interface Wait {
  /** Of the jobs a second that were planned when all were there at once. */
  readonly load: number
  readonly jobs: number
  readonly jobsPerSecond: number
  /** Seconds. */
  readonly submitToCompleted: Spread
}

const loads = [0.5, 0.7, 0.9]
const jobsEach = 120

export const measureWaits = async (crowd: Crowd, most: Pick<Row, 'jobsPerSecond'>, share: number): Promise<Wait[]> => {
  const waits: Wait[] = []
  const jobs = Math.max(4, Math.round(jobsEach * share))
  for (const load of loads) {
    const jobsPerSecond = load * most.jobsPerSecond
    const ids = await crowd.submit(jobsOf('quick', jobs, 1), atRandom(jobs, jobsPerSecond, 1))
    await crowd.settled()
    const found = await crowd.outcomes(ids)
    const times = found.map(({ storedMs, endedMs }) => (endedMs - storedMs) / 1_000)
    waits.push({ load, jobs, jobsPerSecond, submitToCompleted: spread(times) })
  }
  return waits
}
