import { openDatabase } from '@filling/database'
import { createLogger } from '@filling/service-kit'
import { type Kysely, sql } from 'kysely'
import type { Life } from '../jobs/contender.ts'

const log = createLogger('bench', 'silent')

export type Database = Kysely<unknown>

/** One connection, so that looking takes as little as it can from what is looked at. */
export const open = (url: string): Database =>
  openDatabase<unknown>({ url, log, applicationName: 'bench', maxConnections: 1 })

/** A database of its own on one server, so that nobody meets another's tables. */
export const createDatabase = async (serverUrl: string, name: string): Promise<string> => {
  const admin = open(serverUrl)
  await sql`create database ${sql.id(name)}`.execute(admin)
  await admin.destroy()
  const url = new URL(serverUrl)
  url.pathname = name
  return url.href
}

export interface OwnLives {
  of(ids: readonly string[]): Promise<readonly Life[]>
  close(): Promise<void>
}

/**
 * Read from the scheduler's own table, which no other program should do. Its times are the beginnings of our statements,
 * so that what storing a job takes counts against us.
 */
export const ownLives = (url: string): OwnLives => {
  const db = open(url)
  return {
    async of(ids) {
      const { rows } = await sql<Life>`
        select extract(epoch from created_at)::float8 * 1000 as "storedMs",
          extract(epoch from started_at)::float8 * 1000 as "begunMs",
          extract(epoch from completed_at)::float8 * 1000 as "endedMs"
        from scheduling.schedule where id = any(${ids}::bigint[]) and completed_at is not null`.execute(db)
      return rows
    },
    close: () => db.destroy(),
  }
}
