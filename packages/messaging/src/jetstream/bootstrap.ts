import { isDeepStrictEqual } from 'node:util'
import type { ConsumerDefinition, StreamDefinition } from '@filling/contracts'
import { type JetStreamManager, NatsError } from 'nats'
import type { Topology } from '../bus.ts'
import { requestedConsumer, requestedStream } from './requested.ts'

/** The broker will not hold what was asked for; nothing that waiting would mend. */
export class TopologyRefused extends Error {
  override readonly name = 'TopologyRefused'
}

/** Any number of processes may do it at once. */
export const createTopology = async (
  manager: JetStreamManager,
  { streams, consumers }: Topology,
  replicas: number,
): Promise<void> => {
  for (const stream of streams) await createStream(manager, stream, replicas)
  for (const consumer of consumers) await createConsumer(manager, consumer)
}

const createStream = async (manager: JetStreamManager, stream: StreamDefinition, replicas: number): Promise<void> => {
  const requested = requestedStream(stream, replicas)
  const existing = await existingConfig(() => manager.streams.info(stream.name))
  // During a roll-out two versions run: neither takes the other's subjects away.
  const subjects = [...new Set([...(existing?.subjects ?? []), ...requested.subjects])]
  const wanted = { ...requested, subjects }
  const what = `stream ${stream.name}`
  if (existing && differences(wanted, existing).length === 0) return
  const { config } = await refusable(what, () =>
    existing ? manager.streams.update(stream.name, wanted) : manager.streams.add(wanted),
  )
  assertEchoed(what, wanted, config)
}

const createConsumer = async (manager: JetStreamManager, consumer: ConsumerDefinition): Promise<void> => {
  const requested = requestedConsumer(consumer)
  const { stream, durable } = consumer
  const existing = await existingConfig(() => manager.consumers.info(stream, durable))
  const what = `durable ${durable}`
  if (existing && differences(requested, existing).length === 0) return
  const { config } = await refusable(what, () =>
    existing ? manager.consumers.update(stream, durable, requested) : manager.consumers.add(stream, requested),
  )
  assertEchoed(what, requested, config)
}

const existingConfig = async <C>(info: () => Promise<{ config: C }>): Promise<C | undefined> => {
  try {
    return (await info()).config
  } catch (error) {
    if (error instanceof NatsError && error.api_error?.code === 404) return undefined
    throw error
  }
}

/** The server's own no (a subject taken, a change it does not allow), as opposed to silence, or to 503: not now. */
const refusable = async <T>(what: string, change: () => Promise<T>): Promise<T> => {
  try {
    return await change()
  } catch (cause) {
    const refusal = cause instanceof NatsError ? cause.api_error : undefined
    if (!refusal || refusal.code === 503) throw cause
    throw new TopologyRefused(`The broker refuses the ${what}: ${refusal.description}`, { cause })
  }
}

/** A server that does not know a setting drops it without a word. */
const assertEchoed = (what: string, requested: object, echoed: object): void => {
  const different = differences(requested, echoed)
  if (different.length > 0)
    throw new TopologyRefused(`The broker keeps the ${what} differently: ${different.join(', ')}`)
}

export const differences = (requested: object, echoed: object): string[] => {
  const kept = new Map(Object.entries(echoed))
  return Object.entries(requested)
    .filter(([name, value]) => !isDeepStrictEqual(inOrder(kept.get(name)), inOrder(value)))
    .map(([name, value]) => `${name} is ${JSON.stringify(kept.get(name))}, asked for ${JSON.stringify(value)}`)
}

const inOrder = (value: unknown): unknown => (Array.isArray(value) ? value.toSorted() : value)
