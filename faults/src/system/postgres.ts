import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EmbeddedPostgres, embeddedPostgres } from '@filling/servers'
import pg from 'pg'

export interface PostgresServer {
  readonly url: string
  /** Ends every connection and starts again: what an update does. */
  restart(): Promise<void>
  /** The server aborts and recovers from its log: what a crash does. */
  crash(): Promise<void>
  /** Ends the connections of every service. Returns how many there were. */
  terminateBackends(): Promise<number>
  /** Takes every connection that there is, until the answer is called. */
  exhaust(): Promise<() => Promise<void>>
  close(): Promise<void>
}

const ourselves = 'faults'

/** A PostgreSQL of one's own, to be mistreated. */
export const postgresServer = async (): Promise<PostgresServer> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'filling-faults-'))
  let running: EmbeddedPostgres = await embeddedPostgres({ dataDir })
  const { url, port } = running
  const startAgain = async (): Promise<void> => {
    running = await embeddedPostgres({ dataDir, port })
  }
  return {
    url,
    async restart() {
      await running.close()
      await startAgain()
    },
    async crash() {
      process.kill(running.pid, 'SIGQUIT')
      // Finds the server gone, or waits for it.
      await startAgain()
    },
    terminateBackends: () => terminate(url),
    exhaust: () => exhaust(url),
    async close() {
      await running.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** A connection whose server goes away has no more to tell. */
const connected = async (url: string): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: url, application_name: ourselves })
  client.on('error', () => undefined)
  await client.connect()
  return client
}

const terminate = async (url: string, given?: pg.Client): Promise<number> => {
  const client = given ?? (await connected(url))
  try {
    const { rowCount } = await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where backend_type = 'client backend' and application_name <> $1`,
      [ourselves],
    )
    return rowCount ?? 0
  } finally {
    if (!given) await client.end()
  }
}

const exhaust = async (url: string): Promise<() => Promise<void>> => {
  const taken: pg.Client[] = []
  const takeAll = async (): Promise<void> => {
    for (let client: pg.Client | undefined; ; taken.push(client)) {
      client = await connected(url).catch(() => undefined)
      if (!client) return
    }
  }
  await takeAll()
  // What the services hold as well; they are quick to take one back.
  for (let rounds = 0; rounds < 20 && (await terminate(url, taken[0]).catch(() => 0)) > 0; rounds += 1) await takeAll()
  return async () => void (await Promise.all(taken.map((client) => client.end())))
}
