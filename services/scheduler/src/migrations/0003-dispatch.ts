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

export const dispatch = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of [schedule, input, outbox, ...indexes]) await statement.execute(db)
  },
}
