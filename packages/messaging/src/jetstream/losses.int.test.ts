import { randomUUID } from 'node:crypto'
import { createLogger } from '@filling/service-kit'
import { eventually, type NatsServer, natsServer } from '@filling/test-kit'
import { connect } from 'nats'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Payload, readPayload } from '../../test/bus-under-test.ts'
import { topology, work } from '../../test/topology.ts'
import type { Bus, ConsumeOptions } from '../bus.ts'
import { done } from '../outcome.ts'
import { address } from './address.ts'
import { jetStreamBus } from './bus.ts'

const log = createLogger('test', 'silent')

let server: NatsServer
let api: Bus
let solver: Bus
let solved: number[]

const open = (name: string): Bus => jetStreamBus({ url: server.url, name, log })
const publish = (n: number, id: string = randomUUID()) => api.publish({ subject: 'work.fast.v1', id, data: { n } })
const solve = (options: Partial<ConsumeOptions<Payload>> = {}) =>
  solver.consume({ consumer: work, concurrency: 2, read: readPayload, ...options }, async ({ data }) => {
    solved.push(data.n)
    return done
  })
/** As the outbox does it: again and again, under one id. */
const publishInTheEnd = (n: number) => {
  const id = randomUUID()
  return eventually(() => publish(n, id).then(() => true))
}

beforeEach(async () => {
  server = await natsServer()
  solved = []
  api = open('api')
  solver = open('solver')
  await api.bootstrap(topology)
})
afterEach(async () => {
  await Promise.all([api.close(), solver.close()])
  await server.close()
})

it('goes on consuming after the server was restarted, without waiting for old requests to expire', async () => {
  solve()
  await publish(1)
  await eventually(() => solved.includes(1))
  await server.restart()
  await publishInTheEnd(2)
  await eventually(() => solved.includes(2))
})

it('finds after a crash of the server what was published before it', async () => {
  await publish(1)
  await server.kill()
  solve()
  await server.restart()
  await eventually(() => solved.includes(1))
})

it('creates streams and durables again when the store was wiped, and work flows again', async () => {
  solve()
  await publish(1)
  await eventually(() => solved.includes(1))
  await server.wipe()
  await publishInTheEnd(2)
  await eventually(() => solved.includes(2))
})

it('creates a stream again that was deleted under a running server', async () => {
  solve()
  const connection = await connect(address(server.url))
  await (await connection.jetstreamManager()).streams.delete('WORK')
  await connection.close()
  await publishInTheEnd(1)
  await eventually(() => solved.includes(1))
})

it('creates them again when only somebody who counts finds them missing', async () => {
  const connection = await connect(address(server.url))
  await (await connection.jetstreamManager()).streams.delete('WORK')
  await connection.close()
  const counted = () => api.backlog(work).catch(() => undefined)
  expect(await eventually(counted)).toMatchObject({ waiting: 0, inFlight: 0 })
})

it('starts to consume when the durable is created after the consumer', async () => {
  await server.wipe()
  await api.close()
  solve()
  api = open('api')
  await api.bootstrap(topology)
  await publish(1)
  await eventually(() => solved.includes(1))
})

it('refuses to publish while the server is away, and publishes when it is back', async () => {
  await server.kill()
  await eventually(() => api.status() === 'disconnected')
  await expect(publish(1)).rejects.toMatchObject({ name: 'BusUnavailable' })
  await server.restart()
  await publishInTheEnd(2)
  expect(api.status()).toBe('connected')
})

it('tells about loss and return, also when there was no server to begin with', async () => {
  await server.kill()
  const late = open('late')
  const seen: string[] = []
  late.onStatus((status) => seen.push(status))
  await late.close()
  const patient = open('patient')
  patient.onStatus((status) => seen.push(status))
  expect(patient.status()).toBe('disconnected')
  await server.restart()
  await eventually(() => patient.status() === 'connected')
  await server.kill()
  await eventually(() => patient.status() === 'disconnected')
  await server.restart()
  await eventually(() => patient.status() === 'connected')
  expect(seen).toEqual(['connected', 'disconnected', 'connected'])
  await patient.close()
})

it('gives up on a server that hangs, and uses it again when it answers', async () => {
  solve()
  await publish(1)
  await eventually(() => solved.includes(1))
  server.freeze()
  // On a busy machine the server may get to one more answer before the signal gets to it.
  await eventually(() =>
    publish(2, 'frozen').then(
      () => false,
      ({ name }) => name === 'BusUnavailable',
    ),
  )
  server.thaw()
  await eventually(() => publish(2, 'frozen').then(() => true))
  await eventually(() => solved.includes(2))
  // At least once: what was on its way, or its acknowledgement, may have been lost with the connection that hung.
  expect([...new Set(solved)]).toEqual([1, 2])
})

it('rejects bytes that are not JSON, tells what they were, and goes on', async () => {
  const rejected: unknown[] = []
  solve({ onReject: async ({ data, id }, why) => void rejected.push([id, data, why]) })
  const connection = await connect(address(server.url))
  await connection.jetstream().publish('work.fast.v1', '{"n":', { msgID: 'broken' })
  await connection.close()
  await publish(1)
  await eventually(() => solved.includes(1))
  expect(rejected).toEqual([['broken', '{"n":', 'not JSON']])
})

it('closes although the server is away, or hangs', async () => {
  solve()
  await publish(1)
  await eventually(() => solved.includes(1))
  server.freeze()
  await solver.close()
  await server.kill()
  await api.close()
})
