import { type Kysely, sql } from 'kysely'

/**
 * A job waits in the database until it is its turn: nothing in `announced_at` says that no message is on its way. The
 * default stays for code from before, which announces as it stores. `not_before` holds the delay of a retry.
 */
const schedule = sql`
  alter table scheduling.schedule
    alter column announced_at drop not null,
    add column not_before timestamptz not null default now()`

/** The request that a job came from, for every message about it, however late. */
const input = sql`alter table scheduling.input add column trail jsonb not null default '{}'`

/** A message that the broker does not take waits beside the others instead of before them. */
const outbox = sql`
  alter table scheduling.outbox
    add column attempts integer not null default 0,
    add column not_before timestamptz not null default now(),
    add column reason text`

/** An index that changes with every state of a job costs more than its row: six of them become three. */
const indexes = [
  // Newest first, filtered and counted without touching the rows.
  sql`create index schedule_by_owner on scheduling.schedule (owner_id, id desc) include (status, strategy)`,
  sql`drop index scheduling.schedule_of_owner, scheduling.schedule_by_status, scheduling.schedule_by_strategy`,
  // From owner to owner, and the oldest of each, without touching the rest.
  sql`create index schedule_waiting on scheduling.schedule (lane, owner_id, id)
    where status = 'pending' and announced_at is null`,
  // What solvers have or are about to get: never more than a few for each slot.
  sql`create index schedule_in_flight on scheduling.schedule (lane, owner_id)
    where status = 'running' or (status = 'pending' and announced_at is not null)`,
  // The two halves of it are the two above.
  sql`drop index scheduling.schedule_unfinished`,
]

/**
 * What a job counts against the room of a lane. A quick one counts an eighth, because a solver would wait longer for the
 * next one than it plans: in the quick lane so few lots take 0.15 s at most, whatever time limit is asked for.
 */
const load = sql`
  create function scheduling.load_of(lane text, lots_count integer) returns integer language sql immutable
  return case when lane = 'fast' and lots_count <= 100 then 1 else 8 end`

/**
 * Whether a new job may be announced as it is stored: nobody waits, and there is room. Asked by a request that otherwise
 * has nothing to do with other people's jobs, so it looks as the system does, and answers yes or no. (A `set` clause of the
 * function would do the same, but only a superuser may create that.)
 */
const fits = sql`
  create function scheduling.fits(new_lane text, new_lots integer, new_owner bigint, lane_room integer, owner_room integer)
  returns boolean language plpgsql stable as $$
  declare
    asking text := current_setting('app.owner_id', true);
    somebody_waits boolean;
    lane_load integer;
    owner_load integer;
  begin
    if asking is not null then perform set_config('app.owner_id', '*', true); end if;
    somebody_waits := exists (
      select from scheduling.schedule
      where lane = new_lane and status = 'pending' and announced_at is null and not_before <= now()
    );
    if not somebody_waits then
      select coalesce(sum(scheduling.load_of(lane, lots_count)), 0),
        coalesce(sum(scheduling.load_of(lane, lots_count)) filter (where owner_id = new_owner), 0)
      into lane_load, owner_load from scheduling.schedule
      where lane = new_lane and (status = 'running' or (status = 'pending' and announced_at is not null));
    end if;
    if asking is not null then perform set_config('app.owner_id', asking, true); end if;
    return not somebody_waits
      and greatest(lane_load - lane_room, owner_load - owner_room) + scheduling.load_of(new_lane, new_lots) <= 0;
  end $$`

export const dispatch = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of [schedule, input, outbox, ...indexes, load, fits]) await statement.execute(db)
  },
}
