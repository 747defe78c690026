import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach } from 'vitest'
import type { Bus, ConsumeOptions, Consumption, Handler } from '../src/bus.ts'
import { topology, work } from './topology.ts'

export interface Payload {
  readonly n: number
}

interface Envelope {
  readonly id?: string
  readonly subject?: string
  readonly headers?: Readonly<Record<string, string>>
}

export const readPayload: ConsumeOptions<Payload>['read'] = (data) =>
  typeof (data as Payload | null)?.n === 'number'
    ? { ok: true, value: data as Payload }
    : { ok: false, errors: ["'n' must be number"] }

export interface BusUnderTest {
  bus(): Bus
  publish(n: number, envelope?: Envelope): Promise<void>
  consume(handler: Handler<Payload>, options?: Partial<ConsumeOptions<Payload>>): Consumption
  /** Nothing waits and nobody works. */
  idle(): Promise<boolean>
}

/** A fresh bus for every test. */
export const busUnderTest = (open: () => Bus): BusUnderTest => {
  let bus: Bus
  beforeEach(async () => {
    bus = open()
    await bus.bootstrap(topology)
  })
  afterEach(() => bus.close())
  return {
    bus: () => bus,
    publish: (n, { id = randomUUID(), subject = 'work.fast.v1', headers = {} } = {}) =>
      bus.publish({ subject, id, data: { n }, headers }),
    consume: (handler, options = {}) =>
      bus.consume({ consumer: work, concurrency: 1, read: readPayload, ...options }, handler),
    async idle() {
      const { waiting, inFlight } = await bus.backlog(work)
      return waiting + inFlight === 0
    },
  }
}
