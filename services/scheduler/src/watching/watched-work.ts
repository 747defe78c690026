import { inSpan, withTrace } from '@filling/service-kit'
import type { Work } from '../adapters/work-sql.ts'
import type { Trail } from '../schedule.ts'
import type { GuardedWrite, JobMeters } from './job-meters.ts'

/** The same work, counted; its beginning and its end are spans of the trace that the job came with. */
export const watchedWork = (work: Work, { waited, claims, failures, fenced }: JobMeters): Work => {
  const finish = async (write: GuardedWrite, run: () => Promise<boolean>): Promise<boolean> => {
    const written = await inSpan(write, run)
    if (!written) fenced.inc({ write })
    return written
  }
  return {
    ...work,
    async claim(scheduleId) {
      const claim = await inSpan('claim', () => work.claim(scheduleId))
      if (!claim) return undefined
      const { lane } = claim.job
      if (claim.waitedSeconds !== undefined) waited.observe({ lane }, claim.waitedSeconds)
      claims.inc({ lane, attempt: claim.attempt === 1 ? 'first' : 'again' })
      return claim
    },
    async extend(claim, known) {
      const standing = await work.extend(claim, known)
      if (standing === 'lost') fenced.inc({ write: 'extend' satisfies GuardedWrite })
      return standing
    },
    release: (claim, release) => finish('release', () => work.release(claim, release)),
    complete: (claim, plan, trail, progress) =>
      finish('complete', () => work.complete(claim, plan, onward(trail), progress)),
    cancel: (claim, kept, trail, progress) => finish('cancel', () => work.cancel(claim, kept, onward(trail), progress)),
    async fail(claim, failure, trail) {
      const written = await finish('fail', () => work.fail(claim, failure, onward(trail)))
      if (written) failures.inc({ code: failure.code })
      return written
    },
  }
}

/** Whoever hears of the end goes on from here in the trace. */
const onward = (trail: Trail): Trail => withTrace({ ...trail })
