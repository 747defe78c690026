import { lanes, solverConsumers } from '@filling/contracts'
import type { Bus, OutboxRelay } from '@filling/messaging'
import type { Logger } from '@filling/service-kit'
import type { sweepLane } from './adapters/sweep-sql.ts'

interface Deps {
  readonly sweep: ReturnType<typeof sweepLane>
  readonly bus: Pick<Bus, 'backlog'>
  readonly relay: Pick<OutboxRelay, 'nudge'>
  readonly log: Logger
  readonly everyMs: number
  readonly unclaimedMs: number
}

/** Looks again and again for work that got lost, and announces it anew. Any number of them may run at once. */
export const startSweeper = (deps: Deps): { close(): Promise<void> } => {
  let looking: Promise<void> | undefined
  const timer = setInterval(() => {
    // While the servers are slow, looks that queue up would find nothing and ask more of them.
    looking ??= look(deps).finally(() => {
      looking = undefined
    })
  }, deps.everyMs)
  return {
    async close() {
      clearInterval(timer)
      await looking
    },
  }
}

const look = async ({ sweep, bus, relay, log, unclaimedMs }: Deps): Promise<void> => {
  for (const lane of lanes) {
    try {
      // A schedule that waits behind others is not lost; it is only when nothing is left to wait for.
      const { waiting } = await bus.backlog(solverConsumers[lane])
      const found = await sweep({ lane, unclaimedMs: waiting === 0 ? unclaimedMs : undefined })
      if (found > 0) log.warn({ lane, found }, 'announced lost work again')
      if (found > 0) relay.nudge()
    } catch (err) {
      log.warn({ err, lane }, 'could not look for lost work')
    }
  }
}
