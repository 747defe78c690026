import { type Lane, solveRequestedV1 } from '@filling/contracts'
import { type RawBuilder, sql } from 'kysely'
import type { Db } from './rows.ts'

/** How much of a lane may be under way, announced or being planned: in all, and of one owner. */
export interface Room {
  readonly lane: number
  readonly owner: number
}

/** What a job counts, unless it is a quick one: see `load_of` in the migration. */
export const fullLoad = 8

const load = sql`scheduling.load_of(lane, lots_count)`

/** To the letter as the partial indexes have it. */
export const waits = sql`status = 'pending' and announced_at is null`
export const inFlight = sql`(status = 'running' or (status = 'pending' and announced_at is not null))`

export interface NewJob {
  readonly lane: Lane
  readonly lotsCount: number
  readonly ownerId: number
}

/** Whether a job that is just being stored may be announced at once: there is room, and nobody is waiting. */
export const fits = ({ lane, lotsCount, ownerId }: NewJob, room: Room | undefined): RawBuilder<unknown> => sql`
  case when ${room !== undefined}::boolean
    then scheduling.fits(${lane}, ${lotsCount}::int, ${ownerId}::bigint, ${room?.lane ?? 0}::int, ${room?.owner ?? 0}::int)
    else false end`

export interface DispatchRequest {
  readonly lane: Lane
  readonly room: Room
  /** Owners up to this one were looked at before. */
  readonly afterOwner: number
  /** Who had the last turn; among owners with as much under way the next ones go first. */
  readonly servedOwner: number
}

export interface Dispatched {
  /** Somebody else is just doing the same; nothing was looked at. */
  readonly busy: boolean
  readonly announced: number
  /** There was not room for everybody who was looked at. */
  readonly full: boolean
  /** Jobs are due that were not announced. */
  readonly waiting: boolean
  /** Where the next look goes on; 0 = with the first owner. */
  readonly afterOwner: number
  /** Who has had the last turn now. */
  readonly servedOwner: number
}

/** Owners in one look; the next ones are looked at in the next. */
const page = 200

/**
 * Announces as many waiting jobs as there is room for. The next one is always of the owner who has least under way, and
 * his oldest; among equals they take turns, else whoever came last would wait for all that the others have stored. What
 * the job itself counts does not matter: a slow one would wait behind every quick one, so room is kept free until it fits.
 * Owners are found by going from one to the next in the index, so that it costs the same however many jobs
 * wait. The lock keeps dispatchers from filling the same room twice; that a job is announced once does not depend on it.
 * The update does not repeat the condition on the status: without statistics the planner would read the whole index of
 * waiting jobs for it. A job that was cancelled in this very moment is announced in vain.
 */
export const dispatchLane =
  (db: Db) =>
  async ({ lane, room, afterOwner, servedOwner }: DispatchRequest): Promise<Dispatched> => {
    const { rows } = await sql<DispatchedRow>`
      with recursive turn as materialized (
        select pg_try_advisory_xact_lock(hashtext('scheduling.dispatch'), hashtext(${lane})) as ours
      ), taken as materialized (
        select owner_id, sum(${load})::int as load from scheduling.schedule
        where lane = ${lane} and ${inFlight} and (select ours from turn) group by owner_id
      ), owner as (
        (select owner_id from scheduling.schedule
          where lane = ${lane} and ${waits} and owner_id > ${afterOwner} and (select ours from turn)
          order by owner_id limit 1)
        union all
        select (select s.owner_id from scheduling.schedule s
          where s.lane = ${lane} and ${waits} and s.owner_id > owner.owner_id order by s.owner_id limit 1)
        from owner where owner.owner_id is not null
      ), considered as materialized (
        select owner_id, coalesce(taken.load, 0) as load
        from (select owner_id from owner where owner_id is not null limit ${page}::int) next left join taken using (owner_id)
      ), candidate as (
        select owner_id, oldest.id, oldest.epoch, oldest.load, considered.load + sum(oldest.load) over (partition by owner_id order by oldest.id) as owner_load
        from considered cross join lateral (
          select id, epoch, ${load} as load from scheduling.schedule s
          where lane = ${lane} and ${waits} and s.owner_id = considered.owner_id and not_before <= now()
          order by id limit ${room.owner}::int + 1
        ) oldest
      ), chosen as (
        select id, epoch, owner_id, sum(load) over (order by owner_load - load, owner_id <= ${servedOwner}, owner_id) as load
        from candidate where owner_load <= ${room.owner}::int
      ), announced as (
        update scheduling.schedule s set announced_at = now() from chosen
        where s.id = chosen.id and s.epoch = chosen.epoch and s.announced_at is null
          and chosen.load <= ${room.lane}::int - (select coalesce(sum(load), 0) from taken)
        returning s.id, s.epoch, s.owner_id, chosen.load
      ), posted as (
        insert into scheduling.outbox (message_id, subject, data, headers)
        select id || ':' || epoch, ${solveRequestedV1[lane].subject}, jsonb_build_object('scheduleId', id), trail
        from announced join scheduling.input on schedule_id = id
      )
      select (select ours from turn) as ours,
        (select count(*) from announced) as announced,
        (select count(*) from chosen) > (select count(*) from announced) as full,
        (select count(*) from candidate) > (select count(*) from announced) as waiting,
        (select case when count(*) = ${page}::int then max(owner_id) else 0 end from considered) as after_owner,
        coalesce((select owner_id from announced order by load desc limit 1), ${servedOwner}::bigint) as served_owner`.execute(
      db,
    )
    return toDispatched(rows[0] as DispatchedRow)
  }

interface DispatchedRow {
  readonly ours: boolean
  readonly announced: number
  readonly full: boolean
  readonly waiting: boolean
  readonly after_owner: number
  readonly served_owner: number
}

const toDispatched = ({ ours, announced, full, waiting, after_owner, served_owner }: DispatchedRow): Dispatched => ({
  busy: !ours,
  announced,
  full,
  // Who has not been looked at may have something due.
  waiting: waiting || after_owner > 0,
  afterOwner: after_owner,
  servedOwner: served_owner,
})
