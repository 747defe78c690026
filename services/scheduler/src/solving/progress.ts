import type { Progress } from '@filling/contracts'
import type { Claim, Planned } from '../schedule.ts'
import type { SearchState } from './progress-cell.ts'

/** Reports of one attempt number up to here; the next attempt has a greater epoch, so it goes on above. */
const reportsPerEpoch = 1_000_000

export interface Reporter {
  /** The next report of this attempt. */
  report(state: SearchState | undefined): Progress
  /** With the figures of the plan that stays. The whole search is done when it ended by itself. */
  last(plan: Planned, state: SearchState | undefined, early?: boolean): Progress
}

export const reporterOf = ({ epoch, attempt }: Claim, nowMs: () => number): Reporter => {
  const beganMs = nowMs()
  let reports = 0
  const next = (state: SearchState | undefined): Omit<Progress, 'makespan' | 'lower_bound' | 'gap_percent'> => {
    reports = Math.min(reports + 1, reportsPerEpoch - 1)
    const elapsed_seconds = rounded((nowMs() - beganMs) / 1_000, 3)
    return {
      sequence: epoch * reportsPerEpoch + reports,
      attempt,
      percent: percentOf(state, elapsed_seconds),
      elapsed_seconds,
      steps: state?.steps ?? 0,
    }
  }
  return {
    report: (state) => ({ ...next(state), ...gapOf(state?.found) }),
    last: (plan, state, early = false) => ({ ...next(state), ...(early ? {} : { percent: 100 }), ...gapOf(plan) }),
  }
}

/** Never 100 before the end: the plan still has to be checked and stored. */
const percentOf = (state: SearchState | undefined, elapsedSeconds: number): number => {
  if (!state) return 0
  const share = Math.max(elapsedSeconds / state.secondsAllowed, state.steps / state.stepsAllowed)
  return Number.isFinite(share) ? Math.min(99, rounded(100 * share, 1)) : 0
}

const gapOf = (found: SearchState['found']): Pick<Progress, 'makespan' | 'lower_bound' | 'gap_percent'> => {
  if (!found) return { makespan: null, lower_bound: null, gap_percent: null }
  const { makespanHours: makespan, lowerBoundHours } = found
  // A bound that says nothing is zero hours.
  const lower_bound = Math.min(makespan, Math.max(0, lowerBoundHours))
  return { makespan, lower_bound, gap_percent: rounded((100 * (makespan - lower_bound)) / (makespan || 1), 4) }
}

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits))
