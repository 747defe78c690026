import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type SchedulerClient, schedulerClient } from '@filling/client'
import { createLogger, readConfig } from '@filling/service-kit'
import { composeStandalone, StandaloneConfig } from '@filling/standalone'
import { freshDatabase, natsServer } from '@filling/test-kit'
import { brokerTap, checkedFetch } from '@filling/test-kit/contract'

export interface System {
  readonly url: string
  readonly databaseUrl: string
  close(): Promise<void>
}

/** The whole system behind its public door, on a database and a real broker of its own that is listened to. */
export const startSystem = async (settings: Readonly<Record<string, string>> = {}): Promise<System> => {
  await using parts = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'filling-e2e-'))
  parts.defer(() => rm(folder, { recursive: true, force: true }))
  const database = await freshDatabase()
  parts.defer(() => database.drop())
  const broker = await natsServer()
  parts.defer(() => broker.close())
  const tap = await brokerTap(broker.url)
  parts.defer(() => tap.close())
  const config = readConfig(StandaloneConfig, {
    GATEWAY_PORT: '0',
    DATA_DIR: folder,
    DATABASE_URL: database.url,
    NATS_URL: broker.url,
    LOG_LEVEL: 'error',
    ...settings,
  })
  const running = await composeStandalone(config, createLogger('e2e', config.LOG_LEVEL))
  parts.defer(() => running.close())
  const open = parts.move()
  const close = async (): Promise<void> => {
    await open.disposeAsync()
    if (tap.complaints.length > 0) throw new Error(`Said on the broker, but ${tap.complaints.join('; ')}`)
  }
  return { url: running.url, databaseUrl: database.url, close }
}

export interface Planner {
  readonly email: string
  readonly password: string
  readonly client: SchedulerClient
  readonly token: string
  readonly refreshToken: string
}

let planners = 0

/** Somebody who has registered and signed in. */
export const newPlanner = async ({ url }: Pick<System, 'url'>): Promise<Planner> => {
  planners += 1
  const credentials = { email: `planner-${process.pid}-${planners}@example.com`, password: 'correct horse battery' }
  let [token, refreshToken] = ['', '']
  const client = schedulerClient(url, {
    fetch: checkedFetch,
    onTokens: (tokens) => {
      token = tokens?.access_token ?? ''
      refreshToken = tokens?.refresh_token ?? ''
    },
  })
  await client.register(credentials)
  await client.login(credentials)
  return { ...credentials, client, token, refreshToken }
}
