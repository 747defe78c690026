import type { Logger } from '@filling/service-kit'
import { type NatsConnection, NatsError } from 'nats'
import { type Backlog, type Bus, BusUnavailable, type Consumption, type Message } from '../bus.ts'
import { startConsumption } from '../consumption.ts'
import { listenOn } from './hints.ts'
import { type Link, openLink } from './link.ts'
import { answered } from './patience.ts'
import { pullFrom } from './pull.ts'
import { type TopologyKeeper, topologyKeeper } from './topology-keeper.ts'
import { toHeaders } from './wire.ts'

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
export const jetStreamBus = ({ url, name, log, replicas = 1 }: JetStreamBusOptions): Bus => {
  const link = openLink({ url, name, log })
  const keeper = topologyKeeper(link, replicas, log)
  const consumptions = new Set<Consumption>()

  return {
    publish: (message) => publish(link, keeper, message),
    consume(options, handler) {
      const connect = (slots: Parameters<typeof pullFrom>[3]) => pullFrom(link, options.consumer, log, slots)
      return startConsumption({ options, handler, log, connect, among: consumptions })
    },
    notify: (subject, data) => hint(link, log, subject, data),
    listen: (subject, onHint) => listenOn(link, log, subject, onHint),
    bootstrap: (topology) => keeper.keep(topology),
    backlog: ({ stream, durable }) => backlog(link, keeper, stream, durable),
    status: () => (link.connection() ? 'connected' : 'disconnected'),
    onStatus: (listener) => link.onStatus(listener),
    async close() {
      await Promise.all([...consumptions].map((consumption) => consumption.stop()))
      keeper.close()
      await answered(link.connection()?.flush())
      await link.close()
    },
  }
}

/** Whoever sends a hint has done its work already: that it gets lost, with the connection or for its size, is no failure. */
const hint = (link: Link, log: Logger, subject: string, data: unknown): void => {
  try {
    link.connection()?.publish(subject, JSON.stringify(data))
  } catch (err) {
    log.warn({ err, subject }, 'a hint could not be sent')
  }
}

/** Longer than a healthy broker ever takes, shorter than anybody should hold a transaction open for it. */
const answerWithinMs = 3_000

const publish = async (link: Link, keeper: TopologyKeeper, { subject, id, data, headers }: Message): Promise<void> => {
  const options = { msgID: id, headers: toHeaders(headers), timeout: answerWithinMs }
  try {
    await connected(link).jetstream().publish(subject, JSON.stringify(data), options)
  } catch (cause) {
    if (cause instanceof BusUnavailable) throw cause
    // No stream takes the subject: the store was lost while the server stayed.
    if ((cause as { code?: unknown }).code === '503') keeper.restore()
    throw new BusUnavailable(`The broker did not take ${subject}`, { cause })
  }
}

const backlog = async (link: Link, keeper: TopologyKeeper, stream: string, durable: string): Promise<Backlog> => {
  try {
    const manager = await connected(link).jetstreamManager({ checkAPI: false })
    const { num_pending, num_ack_pending, num_waiting } = await manager.consumers.info(stream, durable)
    return { waiting: num_pending, inFlight: num_ack_pending, free: num_waiting }
  } catch (cause) {
    // The stream or its durable was lost while the server stayed, and while nobody publishes nobody else would see it.
    if (cause instanceof NatsError && cause.api_error?.code === 404) keeper.restore()
    throw new BusUnavailable(`The broker did not tell about ${durable}`, { cause })
  }
}

const connected = (link: Link): NatsConnection => {
  const connection = link.connection()
  if (!connection) throw new BusUnavailable('The broker is away')
  return connection
}
