import { type ScheduleSummary, scheduleCancelledV1 } from '@filling/contracts'
import { asOwner } from '@filling/database'
import { AppError } from '@filling/service-kit'
import { sql } from 'kysely'
import type { Trail } from '../schedule.ts'
import { fact } from './fact.ts'
import { absence, type One } from './read-sql.ts'
import { type Db, type SummaryRow, toSummary } from './rows.ts'

export interface CancelRequest extends One {
  readonly keep: 'none' | 'best'
  readonly trail: Trail
}

/** An operator may replay a failed schedule between our statement and our look at why it changed nothing. */
const tries = 3

/**
 * Ends what waits or runs. Where a plan may be kept, the row only says so: whoever works on it, or claims it next, ends
 * it with what there is. Asked again it answers the same.
 * @throws AppError schedule.already_ended, schedule.not_found, schedule.forbidden
 */
export const cancelSchedule =
  (db: Db) =>
  async (request: CancelRequest): Promise<ScheduleSummary> => {
    for (let left = tries; left > 0; left -= 1) {
      const row = (await cancel(db, request)) ?? (await look(db, request))
      if (row.status === 'completed' || row.status === 'failed')
        throw new AppError('schedule.already_ended', `This schedule is ${row.status} already`)
      if (row.asked || row.status === 'cancelled') return toSummary(row)
    }
    throw new AppError('service.unavailable', 'This schedule is being replayed; try again')
  }

interface Row extends SummaryRow {
  readonly asked: boolean
}

/**
 * One statement, guarded by the row: of a cancel and the end of the job, whichever comes second changes nothing. A solver
 * that is dead or hears nothing does not matter, because its claim needs the status that the row no longer has.
 */
const cancel = async (db: Db, { id, ownerId, keep, trail }: CancelRequest): Promise<Row | undefined> => {
  const atOnce = sql`(${keep === 'none'}::boolean or status = 'pending' and incumbent is null)`
  const { rows } = await sql<Row>`
    with found as (
      select id, stop_requested_at is null as newly from scheduling.schedule
      where id = ${id} and owner_id = ${ownerId} and status in ('pending', 'running') for update
    ), asked as (
      update scheduling.schedule s
      set status = case when ${atOnce} then 'cancelled' else status end,
        completed_at = case when ${atOnce} then now() end,
        lease_until = case when ${atOnce} then null else lease_until end,
        incumbent = case when ${atOnce} then null else incumbent end,
        not_before = least(not_before, now()),
        stop_requested_at = coalesce(stop_requested_at, now())
      from found where s.id = found.id
      returning s.*, newly
    ), audited as (
      insert into scheduling.audit (actor_id, action, schedule_id, request_id)
      select owner_id, 'cancelled', id, ${trail['x-request-id'] ?? null} from asked where newly or status = 'cancelled'
    ), announced as (
      insert into scheduling.outbox (message_id, subject, data, headers)
      select id || ':cancelled', ${scheduleCancelledV1.subject}, ${fact({ kept: false })}, ${JSON.stringify(trail)}::jsonb
      from asked where status = 'cancelled'
    )
    select id, name, strategy, status, created_at, started_at, completed_at, error_message, start_time, true as asked
    from asked`.execute(asOwner(db, ownerId))
  return rows[0]
}

const look = async (db: Db, { id, ownerId }: One): Promise<Row> => {
  const { rows } = await sql<Row>`
    select id, name, strategy, status, created_at, started_at, completed_at, error_message, start_time, false as asked
    from scheduling.schedule where id = ${id} and owner_id = ${ownerId}`.execute(asOwner(db, ownerId))
  if (!rows[0]) throw await absence(db, id)
  return rows[0]
}
