import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openDatabase, ping } from '@filling/database'
import { type Bus, inProcessBus, jetStreamBus } from '@filling/messaging'
import { embeddedPostgres, natsProcess } from '@filling/servers'
import type { Logger } from '@filling/service-kit'
import type { StandaloneConfig } from './config.ts'
import { StartError } from './start-error.ts'

/** Something started here, and how to stop it. */
export interface Opened<T> {
  readonly value: T
  /** For the banner: what it is and where its files are. */
  readonly description: string
  close(): Promise<void>
}

const notOurs = async (): Promise<void> => undefined

/** The given PostgreSQL, else our own in DATA_DIR. */
export const openDatabaseServer = async (config: StandaloneConfig, log: Logger): Promise<Opened<string>> => {
  if (config.DATABASE_URL) {
    await ensureItAnswers(config.DATABASE_URL, log)
    return { value: config.DATABASE_URL, description: 'the PostgreSQL of DATABASE_URL', close: notOurs }
  }
  const dataDir = join(config.DATA_DIR, 'postgres')
  const server = await embeddedPostgres({ dataDir, onLog: (line) => log.debug({ line }, 'postgres') })
  return { value: server.localUrl, description: `PostgreSQL 18 in ${dataDir}`, close: server.close }
}

const ensureItAnswers = async (url: string, log: Logger): Promise<void> => {
  const db = openDatabase({ url, log, applicationName: 'standalone' })
  try {
    await ping(db)
  } catch (cause) {
    throw new StartError(`The PostgreSQL of DATABASE_URL does not answer: ${(cause as Error).message}.`, { cause })
  } finally {
    await db.destroy()
  }
}

/** The given broker, else nats-server from the PATH, else a bus in this process: nothing on it outlives the database. */
export const openBroker = async (
  config: StandaloneConfig,
  log: Logger,
  { withinMs = 10_000 } = {},
): Promise<Opened<Bus>> => {
  if (config.NATS_URL)
    return ensureItConnects(jetStream(config.NATS_URL, 'the NATS of NATS_URL', notOurs, log), withinMs)
  const storeDir = join(config.DATA_DIR, 'nats')
  const server = await natsProcess({ storeDir, onLog: (line) => log.debug({ line }, 'nats-server') })
  if (server) return jetStream(server.url, `nats-server in ${storeDir}`, server.close, log)
  const bus = inProcessBus({ log })
  return { value: bus, description: 'in this process (no nats-server on the PATH)', close: () => bus.close() }
}

const ensureItConnects = async (broker: Opened<Bus>, withinMs: number): Promise<Opened<Bus>> => {
  const late = AbortSignal.timeout(withinMs)
  while (broker.value.status() !== 'connected') {
    if (late.aborted) {
      await broker.close()
      throw new StartError('The NATS of NATS_URL does not answer.')
    }
    await pause(50)
  }
  return broker
}

const jetStream = (url: string, description: string, stop: () => Promise<void>, log: Logger): Opened<Bus> => {
  const bus = jetStreamBus({ url, name: 'standalone', log })
  const close = async (): Promise<void> => {
    await bus.close()
    await stop()
  }
  return { value: bus, description, close }
}
