import type { Logger } from '@filling/service-kit'
import { bell } from './bell.ts'
import type { Bus, Message } from './bus.ts'

/** Rows that a service wrote in the transaction of their cause. */
export interface OutboxStore {
  /**
   * Locks up to `limit` of the oldest rows, publishes them and deletes those that the broker took. What it refused while
   * it took others waits aside, longer each time. Throws, and changes nothing, when it took none.
   */
  relayBatch(limit: number, publish: (message: Message) => Promise<void>): Promise<Relayed>
}

export interface Relayed {
  readonly taken: number
  readonly refused: readonly { readonly id: string; readonly reason: unknown }[]
}

export interface OutboxRelayOptions {
  readonly store: OutboxStore
  readonly bus: Pick<Bus, 'publish' | 'status' | 'onStatus'>
  readonly log: Logger
  /** The fallback when a nudge was lost with its process. Default 1 000. */
  readonly pollMs?: number
  /** Rows in one transaction. Default 200. */
  readonly batchSize?: number
}

export interface OutboxRelay {
  /** Call it after the commit. Never waits, never throws. */
  nudge(): void
  /** Finishes the batch under way. */
  close(): Promise<void>
}

const longestPauseMs = 5_000
/** While nothing goes, new work is tried so soon: it may be one message alone that the broker refuses. */
const newWorkAfterMs = 500

/** Between two batches while there is much to send: one transaction for many rows costs hardly more than for one. */
const restMs = 4

/**
 * Sends what services have written into their outbox, oldest first. One batch at a time: what arrives while it is
 * under way travels together in the next one. Any number of relays may work on one table.
 */
export const outboxRelay = (options: OutboxRelayOptions): OutboxRelay => {
  const { store, bus, log, pollMs = 1_000, batchSize = 200 } = options
  const work = bell(restMs)
  const broker = bell()
  let closed = false
  let failures = 0

  /** How long to wait for the next look; 0 when there is more. */
  const relay = async (): Promise<number> => {
    try {
      const { taken, refused } = await store.relayBatch(batchSize, (message) => bus.publish(message))
      failures = 0
      for (const { id, reason } of refused) log.error({ err: reason, messageId: id }, 'the broker refuses a message')
      return taken < batchSize ? pollMs : 0
    } catch (err) {
      failures += 1
      const atMostMs = Math.min(longestPauseMs, 50 * 2 ** failures)
      log.warn({ err, atMostMs }, 'outbox not emptied')
      return atMostMs
    }
  }
  /** A broker that has come back is always a reason to hurry. New work is one while it goes, and a weaker one when it fails. */
  const rest = async (waitMs: number): Promise<void> => {
    if (bus.status() !== 'connected') return broker.wait(waitMs)
    if (failures === 0) return work.wait(waitMs)
    await broker.wait(Math.min(waitMs, newWorkAfterMs))
    if (waitMs > newWorkAfterMs && !closed) await work.wait(waitMs - newWorkAfterMs)
  }
  const run = async (): Promise<void> => {
    while (!closed) {
      const waitMs = bus.status() === 'connected' ? await relay() : longestPauseMs
      if (waitMs > 0 && !closed) await rest(waitMs)
    }
  }
  const returned = bus.onStatus((status) => {
    if (status !== 'connected') return
    broker.ring()
    work.ring()
  })
  const running = run()
  return {
    nudge: work.ring,
    async close() {
      closed = true
      returned.stop()
      work.ring()
      broker.ring()
      await running
    },
  }
}
