import { claimJob, takenForMs } from './claim-sql.ts'
import { cancelJob, completeJob, failJob } from './end-sql.ts'
import { extendLease, releaseJob } from './hold-sql.ts'
import type { Db } from './rows.ts'

/** What a solver may do to a schedule. Each verb is one statement; all but `claim` need the claim's epoch to be current. */
export const schedulesAsWork = (db: Db, leaseMs: number) => ({
  claim: claimJob(db, leaseMs),
  takenForMs: takenForMs(db),
  extend: extendLease(db, leaseMs),
  release: releaseJob(db),
  complete: completeJob(db),
  fail: failJob(db),
  cancel: cancelJob(db),
})

export type Work = ReturnType<typeof schedulesAsWork>
