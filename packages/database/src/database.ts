import type { Logger } from '@filling/service-kit'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'

export interface DatabaseOptions {
  readonly url: string
  readonly log: Logger
  /** Shown in pg_stat_activity. */
  readonly applicationName: string
  /** Default 10. */
  readonly maxConnections?: number
  /** The service's own schema: table names without a schema are looked up there first. */
  readonly schema?: string
  /** The server ends a statement after this. Default 15 000. */
  readonly statementTimeoutMs?: number
  /** How long a caller waits for a connection. Default 5 000. */
  readonly connectTimeoutMs?: number
}

/** Opens nothing yet; the first query connects. Close it with `db.destroy()`. */
export const openDatabase = <Schema>(options: DatabaseOptions): Kysely<Schema> =>
  new Kysely<Schema>({ dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: options.url }) }) })
