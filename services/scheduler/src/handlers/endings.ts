import type { ScheduleState } from '@filling/contracts'
import type { Bus, Delivery } from '@filling/messaging'
import type { Logger } from '@filling/service-kit'
import type { Release } from '../adapters/hold-sql.ts'
import type { Work } from '../adapters/work-sql.ts'
import type { Claim, Planned, Solved, Trail } from '../schedule.ts'
import { incumbentIn } from '../solving/incumbent.ts'
import { keptPlan } from '../solving/kept-plan.ts'
import { persist } from './persist.ts'
import { type ProgressReport, tellState } from './progress.ts'

export interface Context {
  readonly claim: Claim
  readonly delivery: Delivery
  readonly trail: Trail
  readonly progress: ProgressReport
  /** Where the thread has kept its best plan. */
  readonly incumbent: SharedArrayBuffer
}

interface Deps {
  readonly work: Work
  readonly bus: Pick<Bus, 'notify'>
  readonly log: Logger
}

type Told = Pick<ScheduleState, 'status' | 'error_message' | 'progress'>

const tell = ({ bus, log }: Deps, { claim, trail }: Context, state: Told): void => {
  const { scheduleId, attempt } = claim
  log.info({ requestId: trail['x-request-id'], scheduleId, attempt, status: state.status }, 'attempt ended')
  tellState(bus, { schedule_id: scheduleId, ...state })
}

/** With a plan, or with the reason why there is none. False: not written, the job is somebody else's. */
export const end = async (deps: Deps, solved: Solved, context: Context): Promise<boolean> => {
  const { claim, delivery, trail, progress: report } = context
  const progress = solved.kind === 'planned' ? report.last(solved) : (report.latest() ?? null)
  const written = await persist(deps.log, delivery.signal, () =>
    solved.kind === 'planned'
      ? deps.work.complete(claim, solved, trail, progress ?? undefined)
      : deps.work.fail(claim, solved.failure, trail),
  )
  if (written) tell(deps, context, { progress, ...endOf(solved) })
  return written
}

const endOf = (solved: Solved): Pick<Told, 'status' | 'error_message'> =>
  solved.kind === 'planned'
    ? { status: 'completed', error_message: null }
    : { status: 'failed', error_message: solved.failure.message }

/** Its owner has cancelled it and wants the best plan so far, which is this attempt's or that of one before. */
export const endEarly = async (deps: Deps, context: Context): Promise<boolean> => {
  const { claim, delivery, trail, incumbent } = context
  const kept = planOf(deps, claim, incumbentIn(incumbent) ?? claim.job.incumbent)
  const progress = kept ? context.progress.last(kept, true) : context.progress.latest()
  const written = await persist(deps.log, delivery.signal, () => deps.work.cancel(claim, kept, trail, progress))
  if (written) tell(deps, context, { status: 'cancelled', error_message: null, progress: progress ?? null })
  return written
}

/** A plan that cannot be shown is no reason not to end. */
const planOf = ({ log }: Deps, { job, scheduleId }: Claim, incumbent: Uint8Array | undefined): Planned | undefined => {
  try {
    return incumbent && keptPlan(job, incumbent)
  } catch (err) {
    log.error({ err, scheduleId }, 'the best plan so far could not be kept')
    return undefined
  }
}

/** Lets the job wait its turn again, with the best plan so far to go on from. */
export const giveBack = async (deps: Deps, why: Omit<Release, 'incumbent'>, context: Context): Promise<boolean> => {
  const released = await deps.work.release(context.claim, { ...why, incumbent: incumbentIn(context.incumbent) })
  if (released) tell(deps, context, { status: 'pending', error_message: null, progress: null })
  return released
}
