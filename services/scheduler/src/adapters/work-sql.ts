import { type Lane, type Progress, scheduleCompletedV1, scheduleFailedV1 } from '@filling/contracts'
import type { StrategyName } from '@filling/core'
import { sql } from 'kysely'
import type { Claim, Failure, Solved, Trail } from '../schedule.ts'
import { fact } from './fact.ts'
import type { Db } from './rows.ts'

/** What a solver may do to a schedule. Each verb is one statement; all but `claim` need the claim's epoch to be current. */
export interface Work {
  /** Undefined: there is nothing to do now; `standing` says why. */
  claim(scheduleId: number): Promise<Claim | undefined>
  /** False: the claim was lost, and whatever its holder does changes nothing. */
  extend(claim: Claim, progress?: Progress): Promise<boolean>
  complete(
    claim: Claim,
    plan: Extract<Solved, { kind: 'planned' }>,
    trail: Trail,
    progress?: Progress,
  ): Promise<boolean>
  fail(claim: Claim, failure: Failure, trail: Trail): Promise<boolean>
  /** Gives the job back to whoever claims it next. */
  release(claim: Claim, options: { readonly countsAsAttempt: boolean }): Promise<boolean>
  /** `over`: finished, cancelled or deleted. `taken`: somebody holds the lease. `open`: it can be claimed. */
  standing(scheduleId: number): Promise<'over' | 'taken' | 'open'>
}

interface ClaimRow {
  readonly epoch: number
  readonly attempt: number
  readonly strategy: StrategyName
  readonly lane: Lane
  readonly start_time: Date
  readonly lots: string
  readonly config: string
  readonly warnings: readonly string[]
}

export const schedulesAsWork = (db: Db, leaseMs: number): Work => {
  const leaseEnd = sql`now() + ${leaseMs} * interval '1 millisecond'`
  const held = ({ scheduleId, epoch }: Claim) => sql`id = ${scheduleId} and epoch = ${epoch} and status = 'running'`

  return {
    async claim(scheduleId) {
      const { rows } = await sql<ClaimRow>`
        update scheduling.schedule s
        set status = 'running', epoch = epoch + 1, attempt = attempt + 1, lease_until = ${leaseEnd},
          started_at = coalesce(started_at, now())
        from scheduling.input i
        where s.id = ${scheduleId} and i.schedule_id = s.id
          and (status = 'pending' or status = 'running' and lease_until < now())
        returning epoch, attempt, strategy, lane, start_time, warnings, i.lots::text as lots, i.config::text as config`.execute(
        db,
      )
      return rows[0] && toClaim(scheduleId, rows[0])
    },

    async extend(claim, progress) {
      const { rows } = await sql`
        update scheduling.schedule set lease_until = ${leaseEnd}, progress = ${newest(progress)} where ${held(claim)} returning id`.execute(
        db,
      )
      return rows.length > 0
    },

    async complete(claim, plan, trail, progress) {
      const { makespanHours, lowerBoundHours, optimal } = plan
      const completed = fact({ strategy: claim.job.strategy, makespanHours, lowerBoundHours, optimal })
      const { rows } = await sql`
        with ended as (
          update scheduling.schedule
          set status = 'completed', completed_at = now(), lease_until = null, result = ${plan.result}::json,
            progress = ${newest(progress)}
          where ${held(claim)} returning id, owner_id
        ), announced as (
          insert into scheduling.outbox (message_id, subject, data, headers)
          select id || ':completed', ${scheduleCompletedV1.subject}, ${completed}, ${JSON.stringify(trail)}::jsonb from ended
        )
        select id from ended`.execute(db)
      return rows.length > 0
    },

    async fail(claim, { code, message }, trail) {
      const { rows } = await sql`
        with ended as (
          update scheduling.schedule
          set status = 'failed', completed_at = now(), lease_until = null, error_code = ${code}, error_message = ${message}
          where ${held(claim)} returning id, owner_id
        ), announced as (
          insert into scheduling.outbox (message_id, subject, data, headers)
          select id || ':failed', ${scheduleFailedV1.subject}, ${fact({ reason: message })}, ${JSON.stringify(trail)}::jsonb
          from ended
        )
        select id from ended`.execute(db)
      return rows.length > 0
    },

    async release(claim, { countsAsAttempt }) {
      const { rows } = await sql`
        update scheduling.schedule
        set status = 'pending', lease_until = null, announced_at = now(), attempt = attempt - ${countsAsAttempt ? 0 : 1}
        where ${held(claim)} returning id`.execute(db)
      return rows.length > 0
    },

    async standing(scheduleId) {
      const { rows } = await sql<{ readonly standing: 'over' | 'taken' | 'open' }>`
        select case
          when status = 'pending' or status = 'running' and lease_until < now() then 'open'
          when status = 'running' then 'taken'
          else 'over' end as standing
        from scheduling.schedule where id = ${scheduleId}`.execute(db)
      return rows[0]?.standing ?? 'over'
    },
  }
}

/** Without a report the one before stays. */
const newest = (progress: Progress | undefined) =>
  sql`coalesce(${progress ? JSON.stringify(progress) : null}::json, progress)`

const toClaim = (scheduleId: number, row: ClaimRow): Claim => ({
  scheduleId,
  epoch: row.epoch,
  attempt: row.attempt,
  job: {
    strategy: row.strategy,
    lane: row.lane,
    startTimeMs: row.start_time.getTime(),
    lots: row.lots,
    config: row.config,
    warnings: row.warnings,
  },
})
