import { type Lane, lanes, solverConsumers } from '@filling/contracts'
import type { Bus } from '@filling/messaging'
import type { Logger } from '@filling/service-kit'
import type { sweepLane } from './adapters/sweep-sql.ts'
import { repeat } from './repeat.ts'

interface Deps {
  readonly sweep: ReturnType<typeof sweepLane>
  readonly bus: Pick<Bus, 'backlog'>
  /** Called when work of a lane waits for its turn again. */
  readonly onFound: (lane: Lane) => void
  readonly log: Logger
  readonly everyMs: number
  readonly unclaimedMs: number
}

/** Looks again and again for work that got lost, and lets it wait for its turn again. Any number of them may run at once. */
export const startSweeper = (deps: Deps): { close(): Promise<void> } => repeat(() => look(deps), deps.everyMs)

const look = async ({ sweep, bus, onFound, log, unclaimedMs }: Deps): Promise<void> => {
  for (const lane of lanes) {
    try {
      const { waiting } = await bus.backlog(solverConsumers[lane])
      const found = await sweep({ lane, unclaimedMs, waiting })
      if (found === 0) continue
      log.warn({ lane, found }, 'lost work waits for its turn again')
      onFound(lane)
    } catch (err) {
      log.warn({ err, lane }, 'could not look for lost work')
    }
  }
}
