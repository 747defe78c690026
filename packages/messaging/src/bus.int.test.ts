import { createLogger } from '@filling/service-kit'
import { type NatsServer, natsServer } from '@filling/test-kit'
import { afterAll, beforeAll, describe } from 'vitest'
import { busUnderTest } from '../test/bus-under-test.ts'
import { deliveryGuarantees } from '../test/delivery-guarantees.ts'
import { retryGuarantees } from '../test/retry-guarantees.ts'
import type { Bus } from './bus.ts'
import { inProcessBus } from './in-process/bus.ts'
import { jetStreamBus } from './jetstream/bus.ts'

const log = createLogger('test', 'silent')

/** What every bus promises. A new adapter gets these tests for free. */
const busGuarantees = (open: () => Bus): void => {
  const bus = busUnderTest(open)
  deliveryGuarantees(bus)
  retryGuarantees(bus)
}

describe('JetStream', () => {
  let server: NatsServer
  beforeAll(async () => {
    server = await natsServer()
  })
  afterAll(() => server.close())
  busGuarantees(() => jetStreamBus({ url: server.url, name: 'test', log }))
})

describe('in process', () => busGuarantees(() => inProcessBus({ log })))
