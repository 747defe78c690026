import type { Logger } from '@filling/service-kit'
import type { Bus, Message } from './bus.ts'

/** Rows that a service wrote in the transaction of their cause. */
export interface OutboxStore {
  /**
   * Locks up to `limit` of the oldest rows, publishes them and deletes those that were taken.
   * Returns how many went; throws the first failure after deleting the others.
   */
  relayBatch(limit: number, publish: (message: Message) => Promise<void>): Promise<number>
}

export interface OutboxRelayOptions {
  readonly store: OutboxStore
  readonly bus: Bus
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

export const outboxRelay = (_options: OutboxRelayOptions): OutboxRelay => {
  throw new Error('not written yet')
}
