import type { Logger } from '@filling/service-kit'
import { type Bus, type BusStatus, BusUnavailable, type Consumption, type Message, type Topology } from '../bus.ts'
import { type Slots, type Source, startConsumption } from '../consumption.ts'
import { type Hint, hear } from '../hear.ts'
import { listeners } from '../listeners.ts'
import { matches } from './match.ts'
import type { Queue } from './queue.ts'
import { type Stream, stream } from './stream.ts'

/** The same promises inside one process, for a machine without nats-server. Forgets everything when the process ends. */
export const inProcessBus = ({ log }: { readonly log: Logger }): Bus => {
  const streams = new Map<string, Stream>()
  const consumptions = new Set<Consumption>()
  const hints = listeners<Hint>()
  const bootstrapped = listeners<void>()
  const statuses = listeners<BusStatus>()
  let status: BusStatus = 'connected'

  const open = (): void => {
    if (status === 'disconnected') throw new BusUnavailable('The bus is closed')
  }
  const find = (name: string, durable: string): Queue | undefined => streams.get(name)?.queues.get(durable)

  return {
    async publish(message) {
      open()
      publishTo([...streams.values()], message)
    },
    consume(options, handler) {
      const { stream: name, durable } = options.consumer
      const connect = (slots: Slots) => requestsOf(() => find(name, durable), bootstrapped.add, slots)
      return startConsumption({ options, handler, log, connect, among: consumptions })
    },
    notify(subject, data) {
      const text = JSON.stringify(data)
      if (status === 'connected') queueMicrotask(() => hints.tell({ subject, text }))
    },
    listen: (pattern, onHint) =>
      hints.add((hint) => {
        if (matches(pattern, hint.subject)) hear(hint, onHint, log)
      }),
    async bootstrap(topology) {
      open()
      create(streams, topology)
      bootstrapped.tell()
    },
    async backlog({ stream: name, durable }) {
      const queue = find(name, durable)
      if (!queue) throw new BusUnavailable(`There is no durable ${durable}`)
      return queue.backlog()
    },
    status: () => status,
    onStatus: statuses.add,
    async close() {
      await Promise.all([...consumptions].map((consumption) => consumption.stop()))
      status = 'disconnected'
      for (const { queues } of streams.values()) for (const queue of queues.values()) queue.close()
      statuses.tell(status)
    },
  }
}

const create = (streams: Map<string, Stream>, topology: Topology): void => {
  for (const definition of topology.streams) {
    if (!streams.has(definition.name)) streams.set(definition.name, stream(definition))
  }
  for (const consumer of topology.consumers) streams.get(consumer.stream)?.addDurable(consumer)
}

/** As text, like on a wire: nobody can change what another one has been given. */
const publishTo = (streams: readonly Stream[], { subject, id, data, headers = {} }: Message): void => {
  const takers = streams.filter(({ definition }) => definition.subjects.some((pattern) => matches(pattern, subject)))
  if (takers.length === 0) throw new BusUnavailable(`No stream takes ${subject}`)
  for (const taker of takers) taker.store({ subject, id, headers, text: JSON.stringify(data) })
}

/** One request waits for each free slot, from the moment the durable is there. */
const requestsOf = (
  find: () => Queue | undefined,
  onBootstrap: (listener: () => void) => { stop(): void },
  { free, take }: Slots,
): Source => {
  const withdrawals = new Set<() => void>()
  const refill = (): void => {
    const queue = find()
    while (queue && withdrawals.size < free()) {
      const withdraw = queue.request((incoming) => {
        withdrawals.delete(withdraw)
        take(incoming)
      })
      withdrawals.add(withdraw)
    }
  }
  const bootstrapped = onBootstrap(refill)
  return {
    refill,
    async stop() {
      bootstrapped.stop()
      for (const withdraw of withdrawals) withdraw()
    },
  }
}
