import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from '@filling/service-kit'

/** A minute in all: as long as a database takes to fail over, and shorter than doing the work again would take many. */
const pausesMs = [50, 200, 1_000, 2_000, 5_000, 10_000, 20_000, 20_000]

/** Writes the end of a job, again while the database is away: its solver has the only copy. */
export const persist = async <T>(
  log: Logger,
  stopping: AbortSignal,
  write: () => Promise<T>,
  pauses: readonly number[] = pausesMs,
): Promise<T> => {
  for (const pauseMs of pauses) {
    try {
      return await write()
    } catch (err) {
      if (stopping.aborted) throw err
      log.warn({ err, pauseMs }, 'the end of a job could not be written; trying again')
      // Whoever stops us does not wait for a pause: one last try, and the job is handed over.
      await pause(pauseMs, undefined, { signal: stopping }).catch(() => undefined)
    }
  }
  return write()
}
