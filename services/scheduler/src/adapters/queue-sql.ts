import { type Lane, lanes } from '@filling/contracts'
import { sql } from 'kysely'
import { inFlight, waits } from './dispatch-sql.ts'
import type { Db } from './rows.ts'

/** How the work of a lane stands. */
export interface LaneState {
  readonly lane: Lane
  /** Nobody has been told of it yet. */
  readonly waiting: number
  /** Its message is on its way to a solver. */
  readonly announced: number
  readonly running: number
  /** Running, and its solver has not been heard of for too long. */
  readonly expired: number
  /** Of what no solver has begun; 0 when there is none. */
  readonly oldest_seconds: number
}

/** Counts in the two partial indexes of the dispatcher; the oldest is the smallest id, so no other row is looked at. */
export const readLanes = (db: Db) => async (): Promise<readonly LaneState[]> => {
  const { rows } = await sql<LaneState>`
    with waiting as (
      select lane, count(*) as jobs, min(id) as oldest from scheduling.schedule
      where ${waits} group by lane
    ), in_flight as (
      select lane, count(*) filter (where status = 'running') as running,
        count(*) filter (where status = 'pending') as announced,
        count(*) filter (where status = 'running' and lease_until < now()) as expired,
        min(id) filter (where status = 'pending') as oldest
      from scheduling.schedule
      where ${inFlight} group by lane
    )
    select lane, coalesce(jobs, 0) as waiting, coalesce(announced, 0) as announced, coalesce(running, 0) as running,
      coalesce(expired, 0) as expired,
      coalesce(extract(epoch from now() - (
        select created_at from scheduling.schedule where id = least(waiting.oldest, in_flight.oldest)
      )), 0)::float8 as oldest_seconds
    from unnest(${[...lanes]}::text[]) lane left join waiting using (lane) left join in_flight using (lane)`.execute(db)
  return rows
}

export interface MessagesState {
  readonly outbox: number
  readonly outbox_oldest_seconds: number
  /** The broker has refused them at least once. */
  readonly outbox_refused: number
  readonly dead_jobs: number
  readonly dead_messages: number
}

export const readMessages = (db: Db) => async (): Promise<MessagesState> => {
  const { rows } = await sql<MessagesState>`
    select outbox.*, dead.* from (
      select count(*) as outbox, coalesce(extract(epoch from now() - min(created_at)), 0)::float8 as outbox_oldest_seconds,
        count(*) filter (where attempts > 0) as outbox_refused
      from scheduling.outbox
    ) outbox, (
      select count(*) filter (where kind = 'job') as dead_jobs, count(*) filter (where kind = 'message') as dead_messages
      from scheduling.dead_letter where replayed_at is null
    ) dead`.execute(db)
  return rows[0] as MessagesState
}
