import type { Lane } from '@filling/contracts'
import type { StrategyName } from '@filling/core'
import { sql } from 'kysely'
import type { Claimed } from '../schedule.ts'
import { withAttempt } from './attempts.ts'
import type { Db } from './rows.ts'

/** When the lease of this statement ends, by the clock of the database. */
export const leaseEnd = (leaseMs: number) => sql`now() + ${leaseMs} * interval '1 millisecond'`

interface ClaimRow {
  readonly epoch: number
  readonly attempt: number
  readonly stop_requested: boolean
  readonly waited_seconds: number | null
  readonly strategy: StrategyName
  readonly lane: Lane
  readonly start_time: Date
  readonly lots: string
  readonly lots_count: number
  readonly config: string
  readonly warnings: readonly string[]
  readonly incumbent: Uint8Array | null
}

/** An attempt that is still open when the next begins has ended without a word. */
const lostAttempt = sql`case when attempt_started_at is null then earlier_attempts
  else ${withAttempt('lease_expired', 'The solver did not answer any more')} end`

/** What was stopped meanwhile is claimed to be ended, which is no attempt. */
const toSolve = sql`stop_requested_at is null`

/** A message that comes again does not shorten the delay of a retry. Undefined: there is nothing to do now; `takenForMs` says why. */
export const claimJob =
  (db: Db, leaseMs: number) =>
  async (scheduleId: number): Promise<Claimed | undefined> => {
    const { rows } = await sql<ClaimRow>`
      update scheduling.schedule s
      set status = 'running', epoch = epoch + 1, lease_until = ${leaseEnd(leaseMs)},
        attempt = attempt + case when ${toSolve} then 1 else 0 end, attempt_started_at = case when ${toSolve} then now() end,
        started_at = coalesce(started_at, now()), earlier_attempts = ${lostAttempt}
      from scheduling.input i
      where s.id = ${scheduleId} and i.schedule_id = s.id
        and (status = 'pending' and not_before <= now() or status = 'running' and lease_until < now())
      returning epoch, attempt, stop_requested_at is not null as stop_requested, strategy, lane, start_time, warnings,
        lots_count, incumbent, i.lots::text as lots, i.config::text as config,
        case when earlier_attempts = '[]' then extract(epoch from now() - created_at)::float8 end as waited_seconds`.execute(
      db,
    )
    return rows[0] && toClaim(scheduleId, rows[0])
  }

/** How long another solver still holds the job, if it does not extend its lease; undefined when nobody works on it. */
export const takenForMs =
  (db: Db) =>
  async (scheduleId: number): Promise<number | undefined> => {
    const { rows } = await sql<{ readonly left_ms: number }>`
      select greatest(0, ceil(extract(epoch from lease_until - now()) * 1000))::integer as left_ms
      from scheduling.schedule where id = ${scheduleId} and status = 'running'`.execute(db)
    return rows[0]?.left_ms
  }

const toClaim = (scheduleId: number, row: ClaimRow): Claimed => ({
  scheduleId,
  epoch: row.epoch,
  attempt: row.attempt,
  stopRequested: row.stop_requested,
  waitedSeconds: row.waited_seconds ?? undefined,
  job: {
    strategy: row.strategy,
    lane: row.lane,
    startTimeMs: row.start_time.getTime(),
    lots: row.lots,
    lotsCount: row.lots_count,
    config: row.config,
    warnings: row.warnings,
    ...(row.incumbent ? { incumbent: row.incumbent } : {}),
  },
})
