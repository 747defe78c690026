import type { ScheduleDetail } from '@filling/contracts'
import { ApiError, NotPlannedError } from './api-error.ts'

export type CompletedSchedule = ScheduleDetail & { readonly result: NonNullable<ScheduleDetail['result']> }

export interface WaitOptions {
  /** Ends the waiting, not the schedule. */
  readonly signal?: AbortSignal
  /** Called after every look that found the schedule still on its way. */
  readonly onProgress?: (schedule: ScheduleDetail) => void
  /** Pause after the first look, milliseconds; each later pause is half as long again. */
  readonly firstPauseMs?: number
  readonly longestPauseMs?: number
}

/** Statuses of an overloaded or restarting system: the schedule is safe, only the look failed. */
const passing = new Set([429, 502, 503, 504])

/**
 * Looks until the schedule has its plan, at first often and then less so.
 * @throws NotPlannedError when it ended without a plan; ApiError when it cannot be read; the signal's reason
 */
export const waitForPlan = async (
  read: () => Promise<ScheduleDetail>,
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
    await pause(pauseMs, signal)
  }
}

const lookOnce = async (read: () => Promise<ScheduleDetail>): Promise<ScheduleDetail | ApiError> => {
  try {
    return await read()
  } catch (error) {
    if (error instanceof ApiError && passing.has(error.status)) return error
    throw error
  }
}

/** Also runs in a browser, hence no `node:timers`. */
const pause = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort)
      resolve()
    }, ms)
    signal?.addEventListener('abort', abort, { once: true })
  })
