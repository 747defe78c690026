import { createLogger } from '@filling/service-kit'
import { eventually, type NatsServer, natsServer } from '@filling/test-kit'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { busGuarantees } from '../../test/bus-guarantees.ts'
import { jetStreamBus } from './bus.ts'

let server: NatsServer
beforeAll(async () => {
  server = await natsServer()
})
afterAll(() => server.close())

busGuarantees(
  () => jetStreamBus({ url: server.url, name: 'test', log: createLogger('test', 'silent') }),
  () => server.restart(),
)

it('drops a hint that the connection does not take, instead of failing its sender', async () => {
  const bus = jetStreamBus({ url: server.url, name: 'test', log: createLogger('test', 'silent') })
  try {
    await eventually(async () => bus.status() === 'connected')
    expect(() => bus.notify('hints.large', 'x'.repeat(20_000_000))).not.toThrow()
  } finally {
    await bus.close()
  }
})
