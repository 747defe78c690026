import { schedulerClient } from '@filling/client'
import { consumers, streams } from '@filling/contracts'
import { inProcessBus } from '@filling/messaging'
import { createLogger, readConfig } from '@filling/service-kit'
import { freshDatabase } from '@filling/test-kit'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { StandaloneConfig } from './config.ts'
import { startServices } from './services.ts'

const parts = new AsyncDisposableStack()
let url: string

beforeAll(async () => {
  const database = parts.adopt(await freshDatabase(), (part) => part.drop())
  const config = readConfig(StandaloneConfig, { GATEWAY_PORT: '0', LOG_LEVEL: 'error' })
  const bus = parts.adopt(inProcessBus({ log: createLogger('bus', 'error') }), (part) => part.close())
  await bus.bootstrap({ streams, consumers })
  url = await startServices({ config, databaseUrl: database.url, bus }, (part) => parts.adopt(part, () => part.close()))
})
afterAll(() => parts.disposeAsync())

it('plans on a machine without nats-server, over a bus in this process', async () => {
  const client = schedulerClient(url)
  const credentials = { email: 'planner@example.com', password: 'correct horse battery' }
  await client.register(credentials)
  await client.login(credentials)
  const csv = 'Lot ID,Type,Vials\nA,X,19920\nB,Y,39840\n'
  const submits = Array.from({ length: 20 }, () => client.createScheduleFromCsv(csv))
  for (const { id } of await Promise.all(submits)) {
    expect((await client.waitForCompletion(id)).result.lots_scheduled).toBe(2)
  }
})
