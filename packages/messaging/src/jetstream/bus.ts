import type { Logger } from '@filling/service-kit'
import type { Bus } from '../bus.ts'

export interface JetStreamBusOptions {
  /** `nats://[user:password@|token@]host:port`, several separated by commas. */
  readonly url: string
  /** Shown in the broker's connection list. */
  readonly name: string
  readonly log: Logger
  /** Copies of each stream; 3 in a cluster. Default 1. */
  readonly replicas?: number
}

/** Returns at once and connects in the background, for as long as it takes; `status` tells. */
export const jetStreamBus = (_options: JetStreamBusOptions): Bus => {
  throw new Error('not written yet')
}
