import type { ScheduleState, ScheduleStatus, ScheduleSummary } from '@filling/contracts'
import { asOwner, everybody } from '@filling/database'
import { AppError } from '@filling/service-kit'
import { sql } from 'kysely'
import { type Db, type SummaryRow, toSummary } from './rows.ts'

export interface Found {
  readonly summary: ScheduleSummary
  readonly etag: string
  readonly attempts: number
  /** JSON text. */
  readonly earlierAttempts: string
  /** JSON text; undefined when nobody works on it. */
  readonly progress: string | undefined
  /** JSON text, ready to be sent; undefined when there is no plan, or the caller has this state already. */
  readonly result: string | undefined
}

export interface One {
  readonly id: number
  readonly ownerId: number
}

interface FoundRow extends SummaryRow {
  readonly etag: string
  readonly attempt: number
  readonly earlier_attempts: string
  readonly progress: string | null
  readonly result: string | null
}

/** @throws AppError schedule.not_found, or schedule.forbidden when it is somebody else's */
export const findSchedule =
  (db: Db) =>
  async ({ id, ownerId, knownTags }: One & { readonly knownTags: readonly string[] }): Promise<Found> => {
    const { rows } = await sql<FoundRow>`
      select id, name, strategy, status, created_at, started_at, completed_at, error_message, start_time, etag,
        attempt, earlier_attempts::text as earlier_attempts,
        case when status = 'running' then progress::text end as progress,
        case when etag = any (${knownTags}::text[]) then null else result::text end as result
      from scheduling.schedule, concat('"', id, '-', epoch, '-', status, case when status = 'running' then '-' || (progress->>'sequence') end, '"') as etag
      where id = ${id} and owner_id = ${ownerId}`.execute(asOwner(db, ownerId))
    const row = rows[0]
    if (!row) throw await absence(db, id)
    return {
      summary: toSummary(row),
      etag: row.etag,
      attempts: row.attempt,
      earlierAttempts: row.earlier_attempts,
      progress: row.progress ?? undefined,
      result: row.result ?? undefined,
    }
  }

/** The same without the plan. @throws AppError schedule.not_found, or schedule.forbidden when it is somebody else's */
export const findState =
  (db: Db) =>
  async ({ id, ownerId }: One): Promise<ScheduleState> => {
    const { rows } = await sql<ScheduleState>`
      select id as schedule_id, status, error_message, case when status <> 'pending' then progress end as progress
      from scheduling.schedule where id = ${id} and owner_id = ${ownerId}`.execute(asOwner(db, ownerId))
    if (!rows[0]) throw await absence(db, id)
    return rows[0]
  }

/** Why the caller has no such schedule. The only question about other people's rows, and its answer is yes or no. */
export const absence = async (db: Db, id: number): Promise<AppError> => {
  const { rows } = await sql`select from scheduling.schedule where id = ${id}`.execute(asOwner(db, everybody))
  return rows.length > 0
    ? new AppError('schedule.forbidden', 'This schedule belongs to another user')
    : new AppError('schedule.not_found', 'Schedule not found')
}

export interface ListRequest {
  readonly ownerId: number
  readonly page: number
  readonly pageSize: number
  readonly status: ScheduleStatus | undefined
  readonly strategy: string | undefined
}

export interface Listed {
  readonly schedules: readonly ScheduleSummary[]
  readonly total: number
}

/** Page and total in one round trip; a page past the end still says how many there are. */
export const listSchedules =
  (db: Db) =>
  async ({ ownerId, page, pageSize, status, strategy }: ListRequest): Promise<Listed> => {
    const wanted = sql.join(
      [
        sql`owner_id = ${ownerId}`,
        ...(status === undefined ? [] : [sql`status = ${status}`]),
        ...(strategy === undefined ? [] : [sql`strategy = ${strategy}`]),
      ],
      sql` and `,
    )
    const { rows } = await sql<{ readonly total: number } & ({ readonly id: null } | SummaryRow)>`
      select counted.total, listed.*
      from (select count(*) as total from scheduling.schedule where ${wanted}) counted
      left join lateral (
        select id, name, strategy, status, created_at, started_at, completed_at, error_message, start_time
        from scheduling.schedule where ${wanted}
        order by id desc limit ${pageSize} offset ${(page - 1) * pageSize}
      ) listed on true`.execute(asOwner(db, ownerId))
    return {
      schedules: rows.flatMap((row) => (row.id === null ? [] : [toSummary(row)])),
      total: rows[0]?.total ?? 0,
    }
  }
