import type { ScheduleSummary } from '@filling/contracts'
import type { Logger } from '@filling/service-kit'
import type { CancelRequest } from '../adapters/cancel-sql.ts'
import type { RequestReader } from '../adapters/request-reader.ts'
import type { Work } from '../adapters/work-sql.ts'

interface Deps {
  readonly cancel: (request: CancelRequest) => Promise<ScheduleSummary>
  readonly work: Pick<Work, 'claim' | 'cancel'>
  readonly reader: Pick<RequestReader, 'read'>
  readonly log: Logger
}

/**
 * Cancels, and ends a schedule that waits with the plan of an interrupted attempt: nothing is left to search, so it does
 * not have to wait for a solver.
 */
export const cancelNow =
  (deps: Deps) =>
  async (request: CancelRequest): Promise<ScheduleSummary> => {
    const schedule = await deps.cancel(request)
    if (schedule.status !== 'pending') return schedule
    try {
      await endWaiting(deps, request)
    } catch (err) {
      deps.log.warn({ err, scheduleId: request.id }, 'a cancelled schedule is left for a solver to end')
    }
    return deps.cancel(request)
  }

/** Claimed as by a solver, so that exactly one of us ends it, and somebody does should we die now. */
const endWaiting = async ({ work, reader }: Deps, { id, trail }: CancelRequest): Promise<void> => {
  const claim = await work.claim(id)
  if (!claim) return
  const { job } = claim
  const kept = job.incumbent && (await reader.read({ kind: 'kept', job, incumbent: job.incumbent }))
  await work.cancel(claim, kept, trail)
}
