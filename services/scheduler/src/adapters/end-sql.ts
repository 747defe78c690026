import { type Progress, scheduleCancelledV1, scheduleCompletedV1, scheduleFailedV1 } from '@filling/contracts'
import { type RawBuilder, sql } from 'kysely'
import type { Claim, Failure, Planned, Trail } from '../schedule.ts'
import { fact } from './fact.ts'
import { held, newest } from './hold-sql.ts'
import type { Db } from './rows.ts'

/** Nobody works on it any more. */
const atRest = sql`completed_at = now(), lease_until = null, incumbent = null`

interface End {
  readonly changes: RawBuilder<unknown>
  readonly subject: string
  readonly data: object
  readonly trail: Trail
  readonly messageId?: RawBuilder<unknown>
  readonly also?: RawBuilder<unknown>
}

/** An end that is final, so the broker may take any second one for the first. */
const onceOf = (subject: string) => sql`id || ${`:${subject.split('.')[2]}`}::text`

/** The end and its fact are one statement, guarded by the claim. False: somebody else has the job, or it has ended. */
const end = async (
  db: Db,
  claim: Claim,
  { changes, subject, data, trail, messageId = onceOf(subject), also = sql`` }: End,
): Promise<boolean> => {
  const { rows } = await sql`
    with ended as (
      update scheduling.schedule set ${atRest}, ${changes} where ${held(claim)} returning id, owner_id, epoch
    ), announced as (
      insert into scheduling.outbox (message_id, subject, data, headers)
      select ${messageId}, ${subject}, ${fact(data)}, ${JSON.stringify(trail)}::jsonb from ended
    ) ${also}
    select id from ended`.execute(db)
  return rows.length > 0
}

export const completeJob =
  (db: Db) =>
  (claim: Claim, plan: Planned, trail: Trail, progress?: Progress): Promise<boolean> => {
    const { makespanHours, lowerBoundHours, optimal, result } = plan
    return end(db, claim, {
      changes: sql`status = 'completed', result = ${result}::json, progress = ${newest(progress)}`,
      subject: scheduleCompletedV1.subject,
      data: { strategy: claim.job.strategy, makespanHours, lowerBoundHours, optimal },
      trail,
    })
  }

/** A job that we gave up on is also a dead letter, with the same reason. */
export const failJob =
  (db: Db) =>
  (claim: Claim, { code, message, givenUp }: Failure, trail: Trail): Promise<boolean> => {
    const dead = sql`, buried as (
      insert into scheduling.dead_letter (kind, reason, schedule_id) select 'job', ${`${code}: ${message}`}, id from ended
    )`
    return end(db, claim, {
      changes: sql`status = 'failed', error_code = ${code}, error_message = ${message}`,
      subject: scheduleFailedV1.subject,
      data: { reason: message },
      trail,
      // An operator may have it tried again, and then it may fail again.
      messageId: sql`id || ':failed:' || epoch`,
      ...(givenUp ? { also: dead } : {}),
    })
  }

/** The owner asked for it; with the best plan so far when there is one. */
export const cancelJob =
  (db: Db) =>
  (claim: Claim, kept: Planned | undefined, trail: Trail, progress?: Progress): Promise<boolean> =>
    end(db, claim, {
      changes: sql`status = 'cancelled', result = ${kept?.result ?? null}::json, progress = ${newest(progress)}`,
      subject: scheduleCancelledV1.subject,
      data: { kept: kept !== undefined },
      trail,
    })
