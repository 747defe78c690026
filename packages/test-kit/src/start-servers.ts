import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { embeddedPostgres } from '@filling/servers'
import { type Contained, natsContainer, postgresContainer } from './containers.ts'
import { startNats } from './nats-server.ts'

export interface Servers {
  readonly databaseUrl: string
  readonly natsUrl: string
  close(): Promise<void>
}

/**
 * The servers that tests share: those of TEST_DATABASE_URL and TEST_NATS_URL, else containers where an engine has
 * the images, else child processes. Throws a sentence that says what to install.
 */
export const startServers = async (): Promise<Servers> => {
  const started = await Promise.allSettled([database(), broker()])
  const close = async (): Promise<void> => {
    await Promise.all(started.map((server) => server.status === 'fulfilled' && server.value.close()))
  }
  const [postgres, nats] = started
  if (postgres.status === 'fulfilled' && nats.status === 'fulfilled')
    return { databaseUrl: postgres.value.url, natsUrl: nats.value.url, close }
  await close()
  throw postgres.status === 'rejected' ? postgres.reason : (nats as PromiseRejectedResult).reason
}

const database = async (): Promise<Contained> =>
  given(process.env.TEST_DATABASE_URL) ??
  (await postgresContainer()) ??
  inFolder(async (dataDir) => embeddedPostgres({ dataDir }))

const broker = async (): Promise<Contained> =>
  given(process.env.TEST_NATS_URL) ?? (await natsContainer()) ?? inFolder((storeDir) => startNats(storeDir))

/** Not ours to stop. */
const given = (url: string | undefined): Contained | undefined =>
  url ? { url, close: async () => undefined } : undefined

const inFolder = async (start: (folder: string) => Promise<Contained>): Promise<Contained> => {
  const folder = await mkdtemp(join(tmpdir(), 'filling-test-'))
  const { url, close } = await start(folder)
  return {
    url,
    async close() {
      await close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
