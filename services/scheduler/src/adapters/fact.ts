import { type RawBuilder, sql } from 'kysely'

/** A time of the database as contracts write it: RFC 3339, UTC, milliseconds. */
export const timestampText = (time: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`to_char(${time} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

/** The data of a fact about the row in scope; who, what and when come from the database, the rest from `more`. */
export const fact = (more: object = {}): RawBuilder<unknown> =>
  sql`jsonb_build_object('scheduleId', id, 'ownerId', owner_id, 'at', ${timestampText(sql`now()`)}) || ${JSON.stringify(more)}::jsonb`
