import { consumers, type StreamDefinition, streams } from '@filling/contracts'
import { createLogger } from '@filling/service-kit'
import { type NatsServer, natsServer } from '@filling/test-kit'
import { connect, type JetStreamManager, type NatsConnection } from 'nats'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Bus } from '../bus.ts'
import { address } from './address.ts'
import { differences } from './bootstrap.ts'
import { jetStreamBus } from './bus.ts'
import { requestedConsumer, requestedStream } from './requested.ts'

let server: NatsServer
let bus: Bus
let connection: NatsConnection
let manager: JetStreamManager

beforeEach(async () => {
  server = await natsServer()
  bus = jetStreamBus({ url: server.url, name: 'test', log: createLogger('test', 'silent') })
  connection = await connect(address(server.url))
  manager = await connection.jetstreamManager()
})
afterEach(async () => {
  await bus.close()
  await connection.close()
  await server.close()
})

const [solve, events] = streams as [StreamDefinition, StreamDefinition]
const subjectsOf = async (name: string) => (await manager.streams.info(name)).config.subjects

it('gets from the server exactly the streams and durables that the contracts ask for', async () => {
  await bus.bootstrap({ streams, consumers })
  for (const stream of streams) {
    const { config } = await manager.streams.info(stream.name)
    expect(differences(requestedStream(stream, 1), config)).toEqual([])
  }
  for (const consumer of consumers) {
    const { config } = await manager.consumers.info(consumer.stream, consumer.durable)
    expect(differences(requestedConsumer(consumer), config)).toEqual([])
  }
})

it('changes nothing the second time, also when many start at once', async () => {
  await Promise.all(Array.from({ length: 8 }, () => bus.bootstrap({ streams, consumers })))
  const before = await manager.streams.info('SOLVE')
  await bus.bootstrap({ streams, consumers })
  expect(await manager.streams.info('SOLVE')).toMatchObject({ created: before.created, config: before.config })
})

it('adds subjects and keeps those of another version', async () => {
  await bus.bootstrap({ streams: [{ ...events, subjects: ['old.*.v1'] }], consumers: [] })
  await bus.bootstrap({ streams: [{ ...events, subjects: ['new.*.v1'] }], consumers: [] })
  expect(new Set(await subjectsOf('EVENTS'))).toEqual(new Set(['old.*.v1', 'new.*.v1']))
})

it('takes over a changed limit and a changed ack wait', async () => {
  await bus.bootstrap({ streams, consumers })
  const [lane] = consumers
  const changed = { ...lane!, ackWaitMs: 13_000 }
  await bus.bootstrap({ streams: [{ ...solve, maxBytes: solve.maxBytes * 2 }], consumers: [changed] })
  const stream = await manager.streams.info('SOLVE')
  const consumer = await manager.consumers.info('SOLVE', lane!.durable)
  expect(stream.config.max_bytes).toBe(solve.maxBytes * 2)
  expect(differences(requestedConsumer(changed), consumer.config)).toEqual([])
})

it('says what the server will not change, instead of running on something else', async () => {
  await bus.bootstrap({ streams: [solve], consumers: [] })
  const changed = bus.bootstrap({ streams: [{ ...solve, retention: 'limits' }], consumers: [] })
  await expect(changed).rejects.toMatchObject({ name: 'TopologyRefused', message: expect.stringContaining('SOLVE') })
})

it('says that one server cannot keep three copies', async () => {
  const cluster = jetStreamBus({ url: server.url, name: 'test', log: createLogger('test', 'silent'), replicas: 3 })
  await expect(cluster.bootstrap({ streams, consumers })).rejects.toMatchObject({ name: 'TopologyRefused' })
  await cluster.close()
})

it('refuses work when the stream is full, and forgets none of what it holds', async () => {
  await bus.bootstrap({ streams: [{ ...solve, maxBytes: 20_000 }], consumers })
  const publish = (n: number) =>
    bus.publish({
      subject: 'scheduling.solve.fast.v1',
      id: `full-${n}`,
      data: { scheduleId: n, note: 'x'.repeat(1_000) },
    })
  const sent = await Promise.allSettled(Array.from({ length: 40 }, (_, n) => publish(n)))
  const taken = sent.filter(({ status }) => status === 'fulfilled').length
  expect(taken).toBeGreaterThan(5)
  expect(taken).toBeLessThan(40)
  expect((await manager.streams.info('SOLVE')).state.messages).toBe(taken)
})
