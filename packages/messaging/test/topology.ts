import type { ConsumerDefinition } from '@filling/contracts'
import type { Topology } from '../src/bus.ts'

/** Like the real one, with an ack wait that a test can sit out. */
const durable = (stream: string, name: string, filterSubject: string): ConsumerDefinition => ({
  stream,
  durable: name,
  filterSubject,
  ackWaitMs: 1_000,
  maxDeliver: 4,
  maxAckPending: 100,
})

export const work = durable('WORK', 'worker', 'work.*.v1')
export const bookkeeper = durable('FACTS', 'bookkeeper', 'fact.done.v1')
export const mailer = durable('FACTS', 'mailer', 'fact.*.v1')

const limits = { maxAgeMs: 0, maxBytes: 8_388_608, duplicateWindowMs: 2_000 }

export const topology: Topology = {
  streams: [
    { name: 'WORK', subjects: ['work.*.v1'], retention: 'workqueue', discard: 'new', ...limits },
    { name: 'FACTS', subjects: ['fact.*.v1'], retention: 'limits', discard: 'old', ...limits },
  ],
  consumers: [work, bookkeeper, mailer],
}
