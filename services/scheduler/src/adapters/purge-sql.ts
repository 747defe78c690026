import { sql } from 'kysely'
import type { Db } from './rows.ts'

export interface PurgeRequest {
  /** Entries of the audit that are older go; 0 = none ever. */
  readonly auditDays: number
  /** Unreadable messages that are older go; 0 = none ever. Given-up jobs stay as long as their schedule. */
  readonly deadMessageDays: number
}

export interface Purged {
  readonly audit: number
  readonly deadMessages: number
  /** There may be more to go. */
  readonly more: boolean
}

const older = (days: number) => sql`at < now() - ${days} * interval '1 day'`

/**
 * Deletes what has been kept for long enough, at most `batch` rows of each kind. Ids grow with time, so the oldest
 * entries are found without an index of their own. Of several at once each takes what the others have not.
 */
export const purgeOld =
  (db: Db, batch = 5_000) =>
  async ({ auditDays, deadMessageDays }: PurgeRequest): Promise<Purged> => {
    const { rows } = await sql<{ readonly audit: number; readonly dead_messages: number }>`
      with audit as (
        delete from scheduling.audit where id = any(array(
          select id from (select id, at from scheduling.audit order by id limit ${batch}) oldest
          where ${auditDays > 0}::boolean and ${older(auditDays)}
        )) returning 1
      ), dead as (
        delete from scheduling.dead_letter where id = any(array(
          select id from scheduling.dead_letter
          where ${deadMessageDays > 0}::boolean and kind = 'message' and ${older(deadMessageDays)}
          order by id limit ${batch}
        )) returning 1
      )
      select (select count(*) from audit) as audit, (select count(*) from dead) as dead_messages`.execute(db)
    const { audit = 0, dead_messages: deadMessages = 0 } = rows[0] ?? {}
    return { audit, deadMessages, more: audit === batch || deadMessages === batch }
  }
