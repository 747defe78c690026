import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from '@filling/service-kit'
import { isAway } from './reach.ts'

const pauseMs = 500
const looksPerWarning = 60

interface Waiting {
  /** What cannot go on; named in the log. */
  readonly what: string
  readonly log: Logger
  /** Whether a failure passes by itself. Default: when the database cannot be reached. */
  readonly passes?: (error: unknown) => boolean
}

/**
 * For what a start needs: a server that is starting, or restarting together with us, is no reason to end; everything else
 * that goes wrong is.
 */
export const whenThere = async <T>({ what, log, passes = isAway }: Waiting, work: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work()
    } catch (err) {
      if (!passes(err)) throw err
      if (attempt % looksPerWarning === 1) log.warn({ err, what }, 'waiting for the database')
      await pause(pauseMs)
    }
  }
}
