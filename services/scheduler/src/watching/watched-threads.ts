import { inSpan } from '@filling/service-kit'
import type { SolverThreads } from '../adapters/solver-threads.ts'
import type { Planned } from '../schedule.ts'
import type { JobMeters } from './job-meters.ts'

/** The same threads; how long they search and how good the plans are is measured by strategy. */
export const watchedThreads = (
  threads: SolverThreads,
  { solve, gap, crashes }: Pick<JobMeters, 'solve' | 'gap' | 'crashes'>,
): SolverThreads => ({
  ...threads,
  async solve(job, signal) {
    const { strategy } = job
    const started = performance.now()
    const ended = (outcome: string): void => solve.observe({ strategy, outcome }, (performance.now() - started) / 1_000)
    try {
      const solved = await inSpan(`plan ${strategy}`, () => threads.solve(job, signal))
      ended(solved.kind)
      if (solved.kind === 'planned') gap.observe({ strategy }, gapPercent(solved))
      return solved
    } catch (error) {
      ended(signal.aborted ? 'stopped' : 'crashed')
      if (!signal.aborted) crashes.inc({ strategy })
      throw error
    }
  },
})

const gapPercent = ({ makespanHours, lowerBoundHours, optimal }: Planned): number =>
  optimal ? 0 : (100 * (makespanHours - Math.max(0, lowerBoundHours))) / makespanHours
