import { type Progress, progressSubject, type ScheduleState } from '@filling/contracts'
import type { Bus } from '@filling/messaging'
import type { Claim, Planned } from '../schedule.ts'
import { reporterOf } from '../solving/progress.ts'
import { progressCell, readCell, type SearchState } from '../solving/progress-cell.ts'

type Notifier = Pick<Bus, 'notify'>

/** Tells whoever watches, now and at most once: the row of the schedule says the same to those who ask. */
export const tellState = (bus: Notifier, state: ScheduleState): void =>
  bus.notify(progressSubject(state.schedule_id), state)

/** Four looks a second; what has not changed is told every second, so that watchers know that somebody works. */
const lookMs = 250
const stillMs = 1_000

export interface ProgressReport extends Disposable {
  /** Where the solver thread writes. */
  readonly cell: SharedArrayBuffer
  /** The newest that was told; undefined before the first look. */
  latest(): Progress | undefined
  last(plan: Planned, early?: boolean): Progress
}

/** Looks at what the thread has found so far and tells it, from the main thread, while the attempt lasts. */
export const reportProgress = (bus: Notifier, claim: Claim, nowMs: () => number): ProgressReport => {
  const cell = progressCell()
  const reporter = reporterOf(claim, nowMs)
  let told: Progress | undefined
  let toldFound: SearchState['found']
  let toldAtMs = Number.NEGATIVE_INFINITY

  const look = (): void => {
    const state = readCell(cell)
    if (same(state?.found, toldFound) && nowMs() - toldAtMs < stillMs) return
    told = reporter.report(state)
    toldFound = state?.found
    toldAtMs = nowMs()
    tellState(bus, { schedule_id: claim.scheduleId, status: 'running', error_message: null, progress: told })
  }
  const timer = setInterval(look, lookMs)
  return {
    cell,
    latest: () => told,
    last: (plan, early) => {
      // A look while the plan is being stored would be numbered above this.
      clearInterval(timer)
      return reporter.last(plan, readCell(cell), early)
    },
    [Symbol.dispose]: () => clearInterval(timer),
  }
}

const same = (a: SearchState['found'], b: SearchState['found']): boolean =>
  a?.makespanHours === b?.makespanHours && a?.lowerBoundHours === b?.lowerBoundHours
