import { sql } from 'kysely'
import type { Database } from './databases.ts'

/** What PostgreSQL has counted until now. */
export interface DatabaseCounters {
  /** Ended with a commit, those that only read included. A server's processes tell up to ten seconds later. */
  readonly commits: number
  /** That changed something. */
  readonly writes: number
  readonly walBytes: number
}

export const databaseCounters = async (db: Database): Promise<DatabaseCounters> => {
  const { rows } = await sql<DatabaseCounters>`
    select xact_commit::float8 as commits, pg_snapshot_xmax(pg_current_snapshot())::text::float8 as writes,
      (pg_current_wal_lsn() - '0/0')::float8 as "walBytes"
    from pg_stat_database where datname = current_database()`.execute(db)
  return rows[0] as DatabaseCounters
}

/** Bytes on the disk, indexes and long values included. */
export interface TableSizes {
  readonly schedule: number
  readonly input: number
  readonly audit: number
}

export const tableSizes = async (db: Database): Promise<TableSizes> => {
  const { rows } = await sql<TableSizes>`
    select pg_total_relation_size('scheduling.schedule')::float8 as schedule,
      pg_total_relation_size('scheduling.input')::float8 as input,
      pg_total_relation_size('scheduling.audit')::float8 as audit`.execute(db)
  return rows[0] as TableSizes
}

export interface Connections {
  readonly name: string
  readonly count: number
}

export const connectionsByName = async (db: Database): Promise<readonly Connections[]> => {
  const { rows } = await sql<Connections>`
    select application_name as name, count(*)::int as count from pg_stat_activity
    where backend_type = 'client backend' and pid <> pg_backend_pid() group by 1 order by 1`.execute(db)
  return rows
}

export const postgresVersion = async (db: Database): Promise<string> => {
  const { rows } = await sql<{ readonly version: string }>`select current_setting('server_version') as version`.execute(
    db,
  )
  return rows[0]?.version ?? ''
}
