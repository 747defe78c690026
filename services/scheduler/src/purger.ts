import type { Logger } from '@filling/service-kit'
import type { Purged, PurgeRequest } from './adapters/purge-sql.ts'
import { repeat } from './repeat.ts'

interface Deps {
  readonly purge: (request: PurgeRequest) => Promise<Purged>
  readonly ages: PurgeRequest
  readonly log: Logger
  readonly everyMs?: number
}

const tenMinutesMs = 600_000

/** Deletes what has been kept for long enough, now and then. Any number of them may run at once. */
export const startPurger = ({ purge, ages, log, everyMs = tenMinutesMs }: Deps): { close(): Promise<void> } => {
  let closing = false
  const look = async (): Promise<void> => {
    try {
      for (let more = true; more && !closing; ) {
        const purged = await purge(ages)
        if (purged.audit + purged.deadMessages > 0) log.info({ ...purged, ...ages }, 'kept for long enough')
        more = purged.more
      }
    } catch (err) {
      log.warn({ err }, 'what was kept for long enough could not be deleted')
    }
  }
  const looking = repeat(look, everyMs)
  const first = look()
  return {
    async close() {
      closing = true
      await Promise.all([first, looking.close()])
    },
  }
}
