import type { Received } from '@filling/messaging'
import { sql } from 'kysely'
import type { Db } from './rows.ts'

/**
 * Keeps a message that nobody can read, before the broker forgets it. Work that is announced again and again, because
 * nobody who could read it is there, is one dead letter: under each new message id it says the same.
 */
export const keepRejected =
  (db: Db) =>
  async ({ subject, id, data, headers }: Received<unknown>, reason: string): Promise<void> => {
    await sql`
      insert into scheduling.dead_letter (kind, reason, subject, message_id, data, headers)
      select 'message', ${reason}, ${subject}::text, ${id}, ${JSON.stringify(data)}::json, ${JSON.stringify(headers)}::json
      where not exists (
        select from scheduling.dead_letter
        where subject = ${subject} and message_id <> '' and message_id like ${`${scheduleIn(id)}:%`}
          and data::text = ${JSON.stringify(data)}
      )
      on conflict (subject, message_id) where message_id <> '' do nothing`.execute(db)
  }

/** Work and facts are called `<schedule>:<epoch or end>`; anything else is like nothing. */
const scheduleIn = (messageId: string): string => messageId.match(/^(\d+):/)?.[1] ?? ''
