import { scheduleDeletedV1 } from '@filling/contracts'
import { asOwner } from '@filling/database'
import { sql } from 'kysely'
import type { Trail } from '../schedule.ts'
import { fact } from './fact.ts'
import { absence, type One } from './read-sql.ts'
import type { Db } from './rows.ts'

/**
 * Removes a schedule with lots, plan and key. A solver that works on it finds no row at its next heartbeat and stops.
 * @throws AppError schedule.not_found, schedule.forbidden
 */
export const deleteSchedule =
  (db: Db) =>
  async ({ id, ownerId, trail }: One & { readonly trail: Trail }): Promise<void> => {
    const { rows } = await sql`
      with gone as (
        delete from scheduling.schedule where id = ${id} and owner_id = ${ownerId} returning id, owner_id
      ), audited as (
        insert into scheduling.audit (actor_id, action, schedule_id, request_id)
        select owner_id, 'deleted', id, ${trail['x-request-id'] ?? null} from gone
      ), announced as (
        insert into scheduling.outbox (message_id, subject, data, headers)
        select id || ':deleted', ${scheduleDeletedV1.subject}, ${fact()}, ${JSON.stringify(trail)}::jsonb from gone
      )
      select id from gone`.execute(asOwner(db, ownerId))
    if (rows.length === 0) throw await absence(db, id)
  }
