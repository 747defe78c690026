import type { Progress } from '@filling/contracts'
import type { Delivery } from '@filling/messaging'
import type { Logger } from '@filling/service-kit'
import type { Work } from '../adapters/work-sql.ts'
import type { Claim } from '../schedule.ts'

interface Deps {
  readonly work: Pick<Work, 'extend'>
  readonly beatMs: number
  readonly log: Logger
}

/**
 * Keeps message and lease from running out while a job is worked on, from the main thread, which computing never
 * blocks. The row gets the newest progress with it. `onLost` is called when the claim is somebody else's or the
 * schedule is gone. A broker or database that does not answer is no reason to stop: the epoch guards the end of the
 * job anyhow.
 */
export const heartbeat = (
  { work, beatMs, log }: Deps,
  claim: Claim,
  delivery: Pick<Delivery, 'working'>,
  { progress, onLost }: { readonly progress: () => Progress | undefined; readonly onLost: () => void },
): Disposable => {
  const beat = async () => {
    try {
      delivery.working()
    } catch (err) {
      log.warn({ err, scheduleId: claim.scheduleId }, 'the broker does not know that a job is worked on')
    }
    try {
      if (!(await work.extend(claim, progress()))) onLost()
    } catch (err) {
      log.warn({ err, scheduleId: claim.scheduleId }, 'the lease could not be extended')
    }
  }
  const timer = setInterval(() => void beat(), beatMs)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
