import { createLogger } from '@filling/service-kit'
import { type NatsServer, natsServer } from '@filling/test-kit'
import { afterAll, beforeAll } from 'vitest'
import { busGuarantees } from '../../test/bus-guarantees.ts'
import { jetStreamBus } from './bus.ts'

let server: NatsServer
beforeAll(async () => {
  server = await natsServer()
})
afterAll(() => server.close())

busGuarantees(() => jetStreamBus({ url: server.url, name: 'test', log: createLogger('test', 'silent') }))
