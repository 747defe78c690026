import type { Lane } from '@filling/contracts'
import { sql } from 'kysely'
import { inFlight } from './dispatch-sql.ts'
import type { Db } from './rows.ts'

export interface SweepRequest {
  readonly lane: Lane
  /** Present: also takes back what nobody has claimed for so long. Only true while the lane's queue is empty. */
  readonly unclaimedMs: number | undefined
}

/** More in one statement would hold locks for too long; the rest is due a moment later. */
const batch = 500

/**
 * Lets work that got lost wait for its turn again: jobs whose lease has ended, and jobs whose message never reached a
 * solver. The epoch grows, so the broker does not take the next message for the old one, and a late solver changes nothing.
 */
export const sweepLane =
  (db: Db) =>
  async ({ lane, unclaimedMs }: SweepRequest): Promise<number> => {
    const lost =
      unclaimedMs === undefined
        ? sql`status = 'running' and lease_until < now()`
        : sql`(status = 'running' and lease_until < now()
            or status = 'pending' and announced_at < now() - ${unclaimedMs} * interval '1 millisecond')`
    const { rows } = await sql`
      with lost as (
        select id from scheduling.schedule
        where lane = ${lane} and ${inFlight} and ${lost}
        order by id limit ${batch} for update skip locked
      )
      update scheduling.schedule s set status = 'pending', epoch = epoch + 1, lease_until = null, announced_at = null
      from lost where s.id = lost.id
      returning s.id`.execute(db)
    return rows.length
  }
