import { type ConsumerDefinition, streams } from '@filling/contracts'
import { type Bus, done, jetStreamBus } from '@filling/messaging'
import type { Logger } from '@filling/service-kit'
import type { History } from '../history.ts'

/** A durable of our own on the stream of facts: what another service would be told. */
const reader: ConsumerDefinition = {
  stream: 'EVENTS',
  durable: 'faults',
  filterSubject: 'scheduling.schedule.*.v1',
  ackWaitMs: 15_000,
  maxDeliver: 1_000,
  maxAckPending: 1_000,
}

/** Notes every fact, as often as it comes. */
export const noteFacts = async (
  url: string,
  history: History,
  log: Logger,
): Promise<{ readonly bus: Bus; readonly told: ReadonlySet<string>; close(): Promise<void> }> => {
  const bus = jetStreamBus({ url, name: 'faults', log })
  const told = new Set<string>()
  const ready = bus.bootstrap({ streams, consumers: [reader] })
  bus.consume(
    { consumer: reader, concurrency: 20, read: (value) => ({ ok: true, value: value as { scheduleId: number } }) },
    async ({ subject, id: messageId, data }) => {
      const fact = subject.split('.')[2] ?? subject
      history.note({ kind: 'fact', id: data.scheduleId, fact, messageId })
      told.add(`${data.scheduleId}:${fact}`)
      return done
    },
  )
  await ready
  return { bus, told, close: () => bus.close() }
}
