import type { Received } from '@filling/messaging'
import { sql } from 'kysely'
import type { Db } from './rows.ts'

/** Keeps a message that nobody can read, before the broker forgets it. */
export const keepRejected =
  (db: Db) =>
  async ({ subject, id, data, headers }: Received<unknown>, reason: string): Promise<void> => {
    await sql`
      insert into scheduling.dead_letter (kind, reason, subject, message_id, data, headers)
      values ('message', ${reason}, ${subject}, ${id}, ${JSON.stringify(data)}::json, ${JSON.stringify(headers)}::json)
      on conflict (subject, message_id) where message_id <> '' do nothing`.execute(db)
  }
