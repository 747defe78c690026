import type { DeadLetter } from '@filling/contracts'
import { AppError } from '@filling/service-kit'
import { sql } from 'kysely'
import type { Trail } from '../schedule.ts'
import { withAttempt } from './attempts.ts'
import type { Db } from './rows.ts'

export interface DeadLettersWanted {
  readonly page: number
  readonly pageSize: number
  readonly kind: DeadLetter['kind'] | undefined
  readonly replayed: boolean | undefined
  readonly scheduleId: number | undefined
}

export interface DeadLetters {
  readonly deadLetters: readonly DeadLetter[]
  readonly total: number
}

const columns = sql`id, at, kind, reason, schedule_id, owner_id, subject, message_id, data, replayed_at`

/** The owner is read beside it, because a dead letter says only what is not in the schedule. */
const letters = sql`(
  select d.*, s.owner_id from scheduling.dead_letter d left join scheduling.schedule s on s.id = d.schedule_id
) letter`

export const listDeadLetters =
  (db: Db) =>
  async ({ page, pageSize, kind, replayed, scheduleId }: DeadLettersWanted): Promise<DeadLetters> => {
    const wanted = sql`(${kind ?? null}::text is null or kind = ${kind ?? null})
      and (${replayed ?? null}::boolean is null or (replayed_at is not null) = ${replayed ?? null})
      and (${scheduleId ?? null}::bigint is null or schedule_id = ${scheduleId ?? null})`
    const { rows } = await sql<{ readonly total: number } & ({ readonly id: null } | Row)>`
      select counted.total, listed.*
      from (select count(*) as total from scheduling.dead_letter where ${wanted}) counted
      left join lateral (
        select ${columns} from ${letters} where ${wanted} order by id desc limit ${pageSize} offset ${(page - 1) * pageSize}
      ) listed on true`.execute(db)
    return {
      deadLetters: rows.flatMap((row) => (row.id === null ? [] : [toDeadLetter(row)])),
      total: rows[0]?.total ?? 0,
    }
  }

export interface OneDeadLetter {
  readonly id: number
  /** Who does it. */
  readonly actorId: number
  readonly trail: Trail
}

/**
 * A failed schedule waits its turn again, as if it had never been tried; its epoch grows, so whoever still works on an
 * old attempt changes nothing. Of two at once the second finds it done.
 * @throws AppError dead_letter.not_found, dead_letter.replayed, dead_letter.not_a_job
 */
export const replayDeadLetter =
  (db: Db) =>
  async ({ id, actorId, trail }: OneDeadLetter): Promise<DeadLetter> => {
    const { rows } = await sql<Row>`
      with replayed as (
        update scheduling.dead_letter set replayed_at = now()
        where id = ${id} and kind = 'job' and replayed_at is null returning *
      ), again as (
        update scheduling.schedule s
        set status = 'pending', epoch = epoch + 1, attempt = 0, announced_at = null, not_before = now(),
          completed_at = null, error_code = null, error_message = null, stop_requested_at = null, progress = null,
          attempt_started_at = null, earlier_attempts = ${withAttempt('failed', sql`error_message`)}
        from replayed r where s.id = r.schedule_id and s.status = 'failed'
        returning s.id, s.owner_id
      ), audited as (
        insert into scheduling.audit (actor_id, action, schedule_id, request_id)
        select ${actorId}, 'replayed', id, ${trail['x-request-id'] ?? null} from again
      )
      select ${columns} from (
        select r.*, again.owner_id from replayed r left join again on again.id = r.schedule_id
      ) letter`.execute(db)
    if (rows[0]) return toDeadLetter(rows[0])
    throw (await kindOf(db, id)) === 'job'
      ? new AppError('dead_letter.replayed', 'This dead letter was replayed already')
      : new AppError(
          'dead_letter.not_a_job',
          'An unreadable message has nothing to replay; its schedule is looked after',
        )
  }

/** @throws AppError dead_letter.not_found */
export const dismissDeadLetter =
  (db: Db) =>
  async ({ id, actorId, trail }: OneDeadLetter): Promise<void> => {
    const { rows } = await sql`
      with gone as (
        delete from scheduling.dead_letter where id = ${id} returning schedule_id
      ), audited as (
        insert into scheduling.audit (actor_id, action, schedule_id, request_id)
        select ${actorId}, 'dismissed', schedule_id, ${trail['x-request-id'] ?? null} from gone
      )
      select from gone`.execute(db)
    if (rows.length === 0) throw notFound()
  }

const notFound = (): AppError => new AppError('dead_letter.not_found', 'Dead letter not found')

const kindOf = async (db: Db, id: number): Promise<DeadLetter['kind']> => {
  const { rows } = await sql<
    Pick<DeadLetter, 'kind'>
  >`select kind from scheduling.dead_letter where id = ${id}`.execute(db)
  if (!rows[0]) throw notFound()
  return rows[0].kind
}

interface Row extends Omit<DeadLetter, 'at' | 'replayed_at'> {
  readonly at: Date
  readonly replayed_at: Date | null
}

const toDeadLetter = ({
  id,
  at,
  kind,
  reason,
  schedule_id,
  owner_id,
  subject,
  message_id,
  data,
  replayed_at,
}: Row) => ({
  ...{ id, at: at.toISOString(), kind, reason, schedule_id, owner_id, subject, message_id, data },
  replayed_at: replayed_at?.toISOString() ?? null,
})
