import type { Lane } from '@filling/contracts'
import { sql } from 'kysely'
import { inFlight } from './dispatch-sql.ts'
import type { Db } from './rows.ts'

export interface SweepRequest {
  readonly lane: Lane
  /** After so long a job is lost that was announced and not claimed, unless its message may still lie in the queue. */
  readonly unclaimedMs: number
  /** Messages in the lane's queue. */
  readonly waiting: number
}

/** More in one statement would hold locks for too long; the rest is due a moment later. */
const batch = 500

/**
 * Lets work that got lost wait for its turn again: jobs whose lease has ended, and jobs whose message never reached a
 * solver. When more jobs are overdue than messages lie in the queue, messages are lost; whose they were nobody knows, so all
 * of them are announced again, and who hears of a job twice finds it done. The epoch grows, so the broker does not take the next message for the old one, and a late solver changes nothing.
 */
export const sweepLane =
  (db: Db) =>
  async ({ lane, unclaimedMs, waiting }: SweepRequest): Promise<number> => {
    const overdue = sql`status = 'pending' and announced_at < now() - ${unclaimedMs} * interval '1 millisecond'`
    const { rows } = await sql`
      with queue as (
        select count(*) > ${waiting} as has_lost from scheduling.schedule
        where lane = ${lane} and ${inFlight} and ${overdue}
      ), lost as (
        select id from scheduling.schedule
        where lane = ${lane} and ${inFlight}
          and (status = 'running' and lease_until < now() or ${overdue} and (select has_lost from queue))
        order by id limit ${batch} for update skip locked
      )
      update scheduling.schedule s set status = 'pending', epoch = epoch + 1, lease_until = null, announced_at = null
      from lost where s.id = lost.id
      returning s.id`.execute(db)
    return rows.length
  }
