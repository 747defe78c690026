import { createLogger, readConfig } from '@filling/service-kit'
import { eventually, type FreshDatabase, freshDatabase, type NatsServer, natsServer } from '@filling/test-kit'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { BootstrapConfig, bootstrapScheduler, composeApi, SchedulerApiConfig } from './compose.ts'

const log = createLogger('test', 'silent')
let database: FreshDatabase
let broker: NatsServer

beforeEach(async () => {
  ;[database, broker] = await Promise.all([freshDatabase(), natsServer()])
})
afterEach(async () => {
  await database.drop()
  await broker.close()
})

const environment = () => ({ DATABASE_URL: database.url, NATS_URL: broker.url })
const bootstrap = () => bootstrapScheduler(readConfig(BootstrapConfig, environment()), log)

it('an api that may not migrate starts when the bootstrap is through, and is ready', async () => {
  const settings = {
    ...environment(),
    PORT: '0',
    HOST: '127.0.0.1',
    AUTH_URL: 'http://127.0.0.1:1',
    MIGRATIONS: 'wait',
  }
  const starting = composeApi(readConfig(SchedulerApiConfig, settings), log)
  await bootstrap()
  const api = await starting
  try {
    await eventually(async () => (await fetch(`${api.url}/readyz`)).ok)
  } finally {
    await api.close()
  }
})

it('may run again, and twice at once', async () => {
  await Promise.all([bootstrap(), bootstrap()])
  await expect(bootstrap()).resolves.toBeUndefined()
})
