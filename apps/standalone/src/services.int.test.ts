import { schedulerClient } from '@filling/client'
import { consumers, streams } from '@filling/contracts'
import { inProcessBus } from '@filling/messaging'
import { createLogger, readConfig } from '@filling/service-kit'
import { freshDatabase } from '@filling/test-kit'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { StandaloneConfig } from './config.ts'
import { startServices } from './services.ts'

const door = { CORS_ORIGINS: 'https://plan.example.com', TRUSTED_PROXIES: '1', SIGN_IN_LIMIT_PER_MINUTE: '5' }
const parts = new AsyncDisposableStack()
let url: string

beforeAll(async () => {
  const database = parts.adopt(await freshDatabase(), (part) => part.drop())
  const config = readConfig(StandaloneConfig, { GATEWAY_PORT: '0', LOG_LEVEL: 'error', ...door })
  const bus = parts.adopt(inProcessBus({ log: createLogger('bus', 'error') }), (part) => part.close())
  await bus.bootstrap({ streams, consumers })
  url = await startServices({ config, keySecret: 'k'.repeat(32), databaseUrl: database.url, bus }, (part) =>
    parts.adopt(part, () => part.close()),
  )
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

it('hands the settings of the door to the gateway', async () => {
  const register = (address: string) =>
    fetch(`${url}/api/v1/auth/register`, {
      method: 'POST',
      headers: { origin: door.CORS_ORIGINS, 'x-forwarded-for': address },
    })
  const answers = await Promise.all(Array.from({ length: 8 }, (_, at) => register(`10.0.0.${at}`)))
  for (const { status, headers } of answers) {
    expect(status).toBe(400)
    expect(headers.get('access-control-allow-origin')).toBe(door.CORS_ORIGINS)
  }
})
