import type { Progress } from '@filling/contracts'
import { sql } from 'kysely'
import type { Claim } from '../schedule.ts'
import { type AttemptOutcome, withAttempt } from './attempts.ts'
import { leaseEnd } from './claim-sql.ts'
import type { Db } from './rows.ts'

/** The claim's own row, as long as nobody has taken the job over and nobody has ended it. */
export const held = ({ scheduleId, epoch }: Claim) =>
  sql`id = ${scheduleId} and epoch = ${epoch} and status = 'running'`

/** Without a report the one before stays. */
export const newest = (progress: Progress | undefined) =>
  sql`coalesce(${progress ? JSON.stringify(progress) : null}::json, progress)`

const newestPlan = (incumbent: Uint8Array | undefined) => sql`coalesce(${incumbent ?? null}::bytea, incumbent)`

export interface Known {
  readonly progress: Progress | undefined
  /** The best plan so far, when it has changed. */
  readonly incumbent: Uint8Array | undefined
}

/** `lost`: whatever its holder does changes nothing. `stop`: its owner wants what there is, and no more search. */
export type Standing = 'held' | 'stop' | 'lost'

export const extendLease =
  (db: Db, leaseMs: number) =>
  async (claim: Claim, { progress, incumbent }: Known): Promise<Standing> => {
    const { rows } = await sql<{ readonly stop: boolean }>`
      update scheduling.schedule
      set lease_until = ${leaseEnd(leaseMs)}, progress = ${newest(progress)}, incumbent = ${newestPlan(incumbent)}
      where ${held(claim)} returning stop_requested_at is not null as stop`.execute(db)
    if (!rows[0]) return 'lost'
    return rows[0].stop ? 'stop' : 'held'
  }

export interface Release {
  /** Being stopped is not the fault of the job, so the attempt is not counted and the next may begin at once. */
  readonly outcome: Extract<AttemptOutcome, 'handed_over' | 'crashed'>
  readonly reason: string
  readonly incumbent: Uint8Array | undefined
}

/** Twice as long after each attempt, so that a job that takes its solver down does not do so again at once. */
const patience = sql`least(60, power(2, attempt - 1)) * interval '1 second'`

/** Lets the job wait its turn again, at once when its owner waits for its end; the delay is kept by the database, where no broker and no process can lose it. */
export const releaseJob =
  (db: Db) =>
  async (claim: Claim, { outcome, reason, incumbent }: Release): Promise<boolean> => {
    const counts = outcome === 'crashed'
    const { rows } = await sql`
      update scheduling.schedule
      set status = 'pending', lease_until = null, announced_at = null, attempt_started_at = null,
        attempt = attempt - ${counts ? 0 : 1},
        not_before = case when stop_requested_at is null and ${counts}::boolean then now() + ${patience} else now() end,
        earlier_attempts = ${withAttempt(outcome, reason)}, incumbent = ${newestPlan(incumbent)}
      where ${held(claim)} returning id`.execute(db)
    return rows.length > 0
  }
