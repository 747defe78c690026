import { join } from 'node:path'
import { consumers, streams } from '@filling/contracts'
import { secretFile } from '@filling/servers'
import type { Logger } from '@filling/service-kit'
import { claimFolder } from './claim-folder.ts'
import type { StandaloneConfig } from './config.ts'
import { ensurePortIsFree } from './free-port.ts'
import { openBroker, openDatabaseServer } from './servers.ts'
import { startServices } from './services.ts'

export { StandaloneConfig } from './config.ts'

export interface Standalone {
  /** The public door. */
  readonly url: string
  /** What runs underneath, for people. */
  readonly database: string
  readonly broker: string
  close(): Promise<void>
}

/**
 * Every service in this process. They still meet on the wire only, so that nothing works here that would not work
 * apart. Closes the newest part first: the door, then the services, then broker and database.
 * @throws StartError when the folder or the port is taken
 */
export const composeStandalone = async (config: StandaloneConfig, log: Logger): Promise<Standalone> => {
  await using parts = new AsyncDisposableStack()
  const keep = <T extends { close(): Promise<void> }>(part: T): T => parts.adopt(part, () => part.close())

  await ensurePortIsFree(config.GATEWAY_PORT, config.HOST)
  parts.defer(await claimFolder(config.DATA_DIR))
  const [database, broker] = await allOrNone(
    openDatabaseServer(config, log).then(keep),
    openBroker(config, log).then(keep),
  )
  await broker.value.bootstrap({ streams, consumers })
  const keySecret = config.AUTH_KEY_SECRET ?? (await secretFile(join(config.DATA_DIR, 'auth-key-secret')))
  const url = await startServices({ config, keySecret, databaseUrl: database.value, bus: broker.value }, keep)

  const open = parts.move()
  const { description } = database
  return { url, database: description, broker: broker.description, close: () => open.disposeAsync() }
}

/** Like Promise.all, but waits for all before it fails: a server that is still starting could not be closed. */
const allOrNone = async <A, B>(a: Promise<A>, b: Promise<B>): Promise<[A, B]> => {
  await Promise.allSettled([a, b])
  return Promise.all([a, b])
}
