import type { ScheduleDetail, ScheduleState } from '@filling/contracts'
import { ApiError, NotPlannedError } from './api-error.ts'
import { pause } from './pause.ts'

export type CompletedSchedule = ScheduleDetail & { readonly result: NonNullable<ScheduleDetail['result']> }

export interface WaitOptions {
  /** Ends the waiting, not the schedule. */
  readonly signal?: AbortSignal
  /** Called with everything new about a schedule that is still on its way. */
  readonly onProgress?: (schedule: ScheduleDetail) => void
  /** Pause after the first look, milliseconds; each later pause is half as long again. */
  readonly firstPauseMs?: number
  readonly longestPauseMs?: number
}

/** Statuses of an overloaded or restarting system: the schedule is safe, only the look failed. */
const passing = new Set([429, 502, 503, 504])

export interface Looks {
  readonly read: () => Promise<ScheduleDetail>
  /** Resolves when the schedule has ended; a failure only means that there is nothing to watch. */
  readonly watch: (onState: (state: ScheduleState) => void) => Promise<unknown>
}

/** A job that takes longer than this is worth a stream; most have ended before it would be open. */
const watchFromMs = 300

/**
 * Looks until the schedule has its plan: at first often, and when it takes longer it watches.
 * @throws NotPlannedError when it ended without a plan; ApiError when it cannot be read; the signal's reason
 */
export const waitForPlan = async (
  { read, watch }: Looks,
  { signal, onProgress, firstPauseMs = 20, longestPauseMs = 2_000 }: WaitOptions,
): Promise<CompletedSchedule> => {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)) {
    signal?.throwIfAborted()
    const look = await lookOnce(read)
    if (look instanceof ApiError) {
      await pause(Math.max(pauseMs, (look.retryAfterSeconds ?? 0) * 1_000), signal)
      continue
    }
    if (look.status === 'completed' && look.result) return { ...look, result: look.result }
    if (look.status !== 'pending' && look.status !== 'running') throw new NotPlannedError(look)
    onProgress?.(look)
    const ended = pauseMs >= watchFromMs && (await watched(watch, progressOf(look, onProgress)))
    if (!ended) await pause(pauseMs, signal)
  }
}

const watched = (watch: Looks['watch'], onState: (state: ScheduleState) => void): Promise<boolean> =>
  watch(onState).then(
    () => true,
    () => false,
  )

const progressOf =
  (look: ScheduleDetail, onProgress: WaitOptions['onProgress']) =>
  ({ status, progress }: ScheduleState): void => {
    if (status === 'pending' || status === 'running') onProgress?.({ ...look, status, progress })
  }

const lookOnce = async (read: () => Promise<ScheduleDetail>): Promise<ScheduleDetail | ApiError> => {
  try {
    return await read()
  } catch (error) {
    if (error instanceof ApiError && passing.has(error.status)) return error
    throw error
  }
}
