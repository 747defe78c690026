import { sql } from 'kysely'
import type { Database } from './databases.ts'

/** What became of a job, in milliseconds since 1970 by the clock of the database; nothing of one that is not there. */
export interface Outcome {
  readonly id: number
  readonly status: string
  readonly lane: 'fast' | 'exact'
  readonly attempt: number
  readonly storedMs: number
  readonly begunMs: number
  readonly endedMs: number
  /** Of the search. */
  readonly steps: number
}

export const outcomes = async (db: Database, ids: readonly number[]): Promise<readonly Outcome[]> => {
  const { rows } = await sql<Outcome>`
    select id::int, status, lane, attempt, extract(epoch from created_at)::float8 * 1000 as "storedMs",
      extract(epoch from started_at)::float8 * 1000 as "begunMs",
      extract(epoch from completed_at)::float8 * 1000 as "endedMs", (result->'engine'->>'steps')::float8 as steps
    from scheduling.schedule where id = any(${ids}::bigint[])`.execute(db)
  return rows
}

/** In two halves, as the scheduler's partial indexes have them: looking must not cost what is being measured. */
export const unfinished = async (db: Database): Promise<number> => {
  const { rows } = await sql<{ readonly count: number }>`
    select (select count(*)::int from scheduling.schedule
      where lane in ('fast', 'exact') and status = 'pending' and announced_at is null)
    + (select count(*)::int from scheduling.schedule
      where lane in ('fast', 'exact') and (status = 'running' or (status = 'pending' and announced_at is not null)))
    as count`.execute(db)
  return rows[0]?.count ?? 0
}

/** Messages that have not reached the broker. */
export const unsent = async (db: Database): Promise<number> => {
  const { rows } = await sql<{ readonly count: number }>`select count(*)::int as count from scheduling.outbox`.execute(
    db,
  )
  return rows[0]?.count ?? 0
}
