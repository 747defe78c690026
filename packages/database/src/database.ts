import type { Logger, Meters } from '@filling/service-kit'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { asNobody, remember, stepDown } from './per-owner.ts'
import { watchPool } from './pool-meters.ts'
import { steady } from './steady-client.ts'
import { valueParsers } from './value-parsers.ts'

export interface DatabaseOptions {
  readonly url: string
  readonly log: Logger
  /** How full the pool is, is measured where somebody measures. */
  readonly meters?: Meters
  /** Shown in pg_stat_activity. */
  readonly applicationName: string
  /** Default 10. */
  readonly maxConnections?: number
  /** The service's own schema: table names without a schema are looked up there first. */
  readonly schema?: string
  /**
   * Connections that see no row behind a row-level policy, unless a statement says whose it is (`asOwner`). A superuser,
   * for whom policies do not hold, becomes `role`.
   */
  readonly perOwner?: { readonly role: string }
  /** The server ends a statement after this. Default 15 000. */
  readonly statementTimeoutMs?: number
  /** How long a caller waits for a connection. Default 5 000. */
  readonly connectTimeoutMs?: number
}

/** By then the server's own time-out has answered, if there is still a server. */
const silenceMs = 3_000

/**
 * Opens nothing yet; the first query connects, and after a loss the next one connects again. Close it with
 * `db.destroy()`. A bigint is a number, and an error when it would not be exact.
 */
export const openDatabase = <Schema>(options: DatabaseOptions): Kysely<Schema> => {
  const { url, log, applicationName, maxConnections = 10, perOwner, connectTimeoutMs = 5_000 } = options
  const { statementTimeoutMs = 15_000 } = options
  const pool = new pg.Pool({
    connectionString: url,
    application_name: applicationName,
    max: maxConnections,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + silenceMs,
    // Nobody thinks between two statements: whoever holds locks for so long has lost its connection.
    idle_in_transaction_session_timeout: 10_000,
    idleTimeoutMillis: 300_000,
    // A connection for ever would never move to a new primary.
    maxLifetimeSeconds: 3_600,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: valueParsers,
    ...optionsOf(options),
  })
  pool.on('connect', steady)
  if (perOwner) pool.on('connect', (client) => stepDown(client, perOwner.role, log))
  if (options.meters) watchPool(pool, options.meters)
  // The error carries its whole client, which is nothing for a log. On our way out the server may well hang up first.
  pool.on('error', ({ message }) => {
    if (!pool.ending) log.warn({ why: message }, 'lost an idle database connection')
  })
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  if (!perOwner) return db
  remember(db, pool)
  return closing(db, pool)
}

/** Kysely ends only a pool that it has taken a connection from itself, and statements of owners go past it. */
const closing = <Schema>(db: Kysely<Schema>, pool: pg.Pool): Kysely<Schema> => {
  const destroy = db.destroy.bind(db)
  db.destroy = async () => {
    await destroy()
    if (!pool.ending) await pool.end()
  }
  return db
}

const optionsOf = ({ schema, perOwner }: DatabaseOptions): { readonly options?: string } => {
  const settings = [...(schema ? [`-c search_path=${schema},public`] : []), ...(perOwner ? [asNobody] : [])]
  return settings.length > 0 ? { options: settings.join(' ') } : {}
}
