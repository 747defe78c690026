import type { Progress } from '@filling/contracts'
import type { Delivery } from '@filling/messaging'
import type { Logger } from '@filling/service-kit'
import type { Work } from '../adapters/work-sql.ts'
import type { Claim } from '../schedule.ts'
import { incumbentIn, incumbentVersion } from '../solving/incumbent.ts'

interface Deps {
  readonly work: Pick<Work, 'extend'>
  readonly beatMs: number
  readonly log: Logger
}

/** Why a search ends although it is not done: the claim is gone, or the owner wants what there is. */
export type Interruption = 'lost' | 'stop'

interface Watched {
  readonly progress: () => Progress | undefined
  /** Where the thread keeps its best plan. */
  readonly incumbent: SharedArrayBuffer
  readonly onInterrupted: (why: Interruption) => void
}

export interface Heartbeat extends Disposable {
  /** Looks now, because something may have happened to the schedule. */
  soon(): void
}

/** Half a second: soon for whoever cancelled after the claim and before anybody listened, and after most quick jobs. */
const firstShare = 1 / 8

/**
 * Keeps message and lease from running out while a job is worked on, from the main thread, which computing never
 * blocks. The row gets the newest progress with it, and the best plan when it has changed, so that whoever takes over
 * from a dead solver goes on from there. A broker or database that does not answer is no reason to stop: the epoch
 * guards the end of the job anyhow.
 */
export const heartbeat = (
  { work, beatMs, log }: Deps,
  claim: Claim,
  delivery: Pick<Delivery, 'working'>,
  { progress, incumbent, onInterrupted }: Watched,
): Heartbeat => {
  let stored = 0
  const extend = async (): Promise<void> => {
    const version = incumbentVersion(incumbent)
    const changed = version === stored ? undefined : incumbentIn(incumbent)
    const standing = await work.extend(claim, { progress: progress(), incumbent: changed })
    if (standing !== 'held') onInterrupted(standing)
    stored = version
  }
  const beat = async (): Promise<void> => {
    try {
      delivery.working()
    } catch (err) {
      log.warn({ err, scheduleId: claim.scheduleId }, 'the broker does not know that a job is worked on')
    }
    await extend().catch((err) => log.warn({ err, scheduleId: claim.scheduleId }, 'the lease could not be extended'))
  }
  const first = setTimeout(() => void beat(), beatMs * firstShare)
  const timer = setInterval(() => void beat(), beatMs)
  return {
    soon: () => void beat(),
    [Symbol.dispose]: () => {
      clearTimeout(first)
      clearInterval(timer)
    },
  }
}
