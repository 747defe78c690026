import pg from 'pg'
import type { StoredRow } from '../history.ts'

/** What is looked up from outside; while the server is away, it is asked again. */
export interface Database {
  rows(ids: readonly number[]): Promise<StoredRow[]>
  rowsNamed(prefix: string): Promise<StoredRow[]>
  /** Messages in the outbox about these schedules. */
  unsent(ids: readonly number[]): Promise<number>
  query<R extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<R[]>
  close(): Promise<void>
}

const columns = `id::int, name, status, md5(coalesce(result::text, '')) as digest, attempt, epoch,
  (extract(epoch from completed_at) * 1000)::float8 as "completedAt", result is not null as "hasPlan"`

export const openDatabase = (url: string): Database => {
  const pool = new pg.Pool({ connectionString: url, application_name: 'faults', max: 4, query_timeout: 10_000 })
  pool.on('error', () => undefined)
  const query = async <R extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<R[]> => {
    for (let left = 300; ; left -= 1) {
      try {
        return (await pool.query<R>(sql, values)).rows
      } catch (error) {
        if (left === 0 || !isAway(error)) throw error
        await new Promise((resolve) => setTimeout(resolve, 200))
      }
    }
  }
  return {
    query,
    rows: (ids) => query<StoredRow>(`select ${columns} from scheduling.schedule where id = any($1)`, [ids]),
    rowsNamed: (prefix) =>
      query<StoredRow>(`select ${columns} from scheduling.schedule where starts_with(name, $1)`, [prefix]),
    async unsent(ids) {
      const [row] = await query<{ n: number }>(
        `select count(*)::int as n from scheduling.outbox where split_part(message_id, ':', 1)::bigint = any($1)`,
        [ids],
      )
      return row?.n ?? 0
    },
    close: () => pool.end(),
  }
}

/** A mistake in a statement has a code of class 42; anything else passes. */
const isAway = (error: unknown): boolean => !String((error as { code?: unknown }).code).startsWith('42')
