import { type RawBuilder, sql } from 'kysely'
import { timestampText } from './fact.ts'

/** What an attempt that did not end its job came to. A failure that was replayed is one of them. */
export type AttemptOutcome = 'crashed' | 'lease_expired' | 'handed_over' | 'failed'

/** More would be handed over for months, and nobody reads them. */
const mostKept = 50

/** `earlier_attempts` with the open attempt of the row in scope at its end. */
export const withAttempt = (outcome: AttemptOutcome, reason: RawBuilder<unknown> | string): RawBuilder<unknown> =>
  sql`jsonb_path_query_array(
    earlier_attempts || jsonb_build_object(
      'attempt', attempt,
      'outcome', ${outcome}::text,
      'reason', ${reason}::text,
      'started_at', ${timestampText(sql`attempt_started_at`)},
      'ended_at', ${timestampText(sql`coalesce(least(lease_until, now()), completed_at, now())`)}
    ), '$[last - ${sql.lit(mostKept - 1)} to last]')`
