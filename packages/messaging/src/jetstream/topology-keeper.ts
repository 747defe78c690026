import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from '@filling/service-kit'
import type { Topology } from '../bus.ts'
import { createTopology, TopologyRefused } from './bootstrap.ts'
import type { Link } from './link.ts'

/** A server that has just started answers connections before it answers this. */
const answerWithinMs = 2_000

export interface TopologyKeeper {
  keep(topology: Topology): Promise<void>
  /** Somebody found a stream missing. */
  restore(): void
  close(): void
}

/** Streams and durables are created once, and again when a broker comes back without them. */
export const topologyKeeper = (link: Link, replicas: number, log: Logger): TopologyKeeper => {
  let kept: Topology | undefined
  let closed = false
  let restoring = false

  const create = async (topology: Topology): Promise<void> => {
    while (!closed) {
      try {
        const manager = await link.connection()?.jetstreamManager({ timeout: answerWithinMs })
        if (manager) return await createTopology(manager, topology, replicas)
      } catch (err) {
        if (err instanceof TopologyRefused) throw err
        log.warn({ err }, 'streams could not be created yet')
      }
      await pause(200)
    }
  }
  const restore = (): void => {
    if (!kept || restoring) return
    restoring = true
    create(kept)
      .catch((err) => log.error({ err }, 'streams could not be created again'))
      .finally(() => {
        restoring = false
      })
  }
  const arrivals = link.onArrival(restore)
  return {
    async keep(topology) {
      // Kept also when it is refused now: what was in its way may be gone when the broker comes back.
      kept = topology
      restoring = true
      await create(topology).finally(() => {
        restoring = false
      })
    },
    restore,
    close() {
      closed = true
      arrivals.stop()
    },
  }
}
