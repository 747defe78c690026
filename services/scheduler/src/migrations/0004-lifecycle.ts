import { type Kysely, sql } from 'kysely'

/**
 * `attempt_started_at` is there while an attempt is open: whoever claims a job and finds it knows that the one before
 * ended without a word. `earlier_attempts` lists, as the public API does, those that did not end the job; the one that
 * did is the rest of the row. `incumbent` is the best plan of an interrupted attempt, see solving/incumbent.ts.
 */
const columns = sql`
  alter table scheduling.schedule
    add column attempt_started_at timestamptz,
    add column earlier_attempts jsonb not null default '[]' check (jsonb_typeof(earlier_attempts) = 'array'),
    add column stop_requested_at timestamptz,
    add column incumbent bytea`

/** What was stopped may keep the plan it had. Weaker than before, so no row needs to be looked at. */
const planned = sql`
  alter table scheduling.schedule
    drop constraint planned_when_completed,
    add constraint planned_when_completed check (
      (status <> 'completed' or result is not null) and (result is null or status in ('completed', 'cancelled'))
    ) not valid`

/** What the system gave up on, for an operator to look at: a job whose attempts are used up, or an unreadable message. */
const deadLetter = sql`
  create table scheduling.dead_letter (
    id bigint generated always as identity primary key,
    at timestamptz not null default now(),
    kind text not null check (kind in ('job', 'message')),
    reason text not null,
    schedule_id bigint references scheduling.schedule (id) on delete cascade,
    subject text,
    message_id text,
    data json,
    headers json,
    replayed_at timestamptz,
    constraint says_what_it_is check ((kind = 'job') = (schedule_id is not null) and (kind = 'message') = (subject is not null))
  )`

const statements = [
  columns,
  planned,
  deadLetter,
  sql`create index dead_letter_of_schedule on scheduling.dead_letter (schedule_id)`,
  // Not everything that somebody does is about one schedule.
  sql`alter table scheduling.audit alter column schedule_id drop not null`,
  // A message that comes again because its rejection was not heard is the same dead letter.
  sql`create unique index dead_letter_of_message on scheduling.dead_letter (subject, message_id) where message_id <> ''`,
  // No consumer of events has an effect in this database; the table comes with the first that has.
  sql`drop table scheduling.inbox`,
]

export const lifecycle = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db)
  },
}
