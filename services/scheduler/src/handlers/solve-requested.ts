import type { ScheduleState, SolveRequested } from '@filling/contracts'
import { type Bus, type Delivery, done, type Handler, type Outcome, retry } from '@filling/messaging'
import type { Logger } from '@filling/service-kit'
import type { SolverThreads } from '../adapters/solver-threads.ts'
import type { Work } from '../adapters/work-sql.ts'
import type { Claim, Solved, Trail } from '../schedule.ts'
import type { Cancellations } from './cancellations.ts'
import { exhausted, failureOf } from './failure.ts'
import { heartbeat } from './heartbeat.ts'
import { persist } from './persist.ts'
import { type ProgressReport, reportProgress, tellState } from './progress.ts'

export interface Deps {
  readonly work: Work
  readonly threads: Pick<SolverThreads, 'solve'>
  readonly cancellations: Pick<Cancellations, 'watch'>
  readonly bus: Pick<Bus, 'notify'>
  /** Milliseconds on a clock that never goes back. */
  readonly nowMs: () => number
  readonly log: Logger
  readonly beatMs: number
  readonly maxAttempts: number
}

/** How long a message stays away that came while somebody else holds the lease. */
const takenRetryMs = 5_000
const crashRetryMs = 1_000

/** Plans one schedule. Whatever happens here, only the holder of the newest claim gets to write how it ended. */
export const onSolveRequested =
  (deps: Deps): Handler<SolveRequested> =>
  async ({ data: { scheduleId }, headers: trail }, delivery) => {
    const claim = await deps.work.claim(scheduleId)
    if (!claim) return leave(deps, scheduleId)

    const lost = new AbortController()
    using progress = reportProgress(deps.bus, claim, deps.nowMs)
    using _beat = heartbeat(deps, claim, delivery, { progress: progress.latest, onLost: () => lost.abort() })
    using _hint = deps.cancellations.watch(scheduleId, () => lost.abort())

    const context = { delivery, trail, progress }
    const attempt = await tryToSolve(deps, claim, progress.cell, AbortSignal.any([lost.signal, delivery.signal]))
    if (lost.signal.aborted) return leave(deps, scheduleId)
    if (attempt.kind === 'crashed') return afterCrash(deps, claim, attempt.cause, context)
    return end(deps, claim, attempt, context)
  }

interface Context {
  readonly delivery: Delivery
  readonly trail: Trail
  readonly progress: ProgressReport
}

type Attempt = Solved | { readonly kind: 'crashed'; readonly cause: unknown }

const tryToSolve = async (
  { threads, maxAttempts }: Deps,
  claim: Claim,
  cell: SharedArrayBuffer,
  signal: AbortSignal,
): Promise<Attempt> => {
  // Its solver died so often without a word that it would only take more of them along.
  if (claim.attempt > maxAttempts) return { kind: 'failed', failure: exhausted }
  try {
    return await threads.solve({ ...claim.job, cell }, signal)
  } catch (cause) {
    return { kind: 'crashed', cause }
  }
}

/** The claim is not ours. Finished work is acknowledged; work that somebody holds comes back, in case the holder dies. */
const leave = async ({ work }: Deps, scheduleId: number): Promise<Outcome> => {
  const standing = await work.standing(scheduleId)
  return standing === 'over' ? done : retry(standing === 'open' ? 0 : takenRetryMs)
}

const end = async (deps: Deps, claim: Claim, solved: Solved, context: Context): Promise<Outcome> => {
  const { delivery, trail, progress: report } = context
  const progress = solved.kind === 'planned' ? report.last(solved) : (report.latest() ?? null)
  const written = await persist(deps.log, delivery.signal, () =>
    solved.kind === 'planned'
      ? deps.work.complete(claim, solved, trail, progress ?? undefined)
      : deps.work.fail(claim, solved.failure, trail),
  )
  if (!written) return leave(deps, claim.scheduleId)
  const { scheduleId, attempt } = claim
  deps.log.info({ requestId: trail['x-request-id'], scheduleId, attempt, outcome: solved.kind }, 'job ended')
  tellState(deps.bus, { schedule_id: scheduleId, progress, ...endOf(solved) })
  return done
}

const endOf = (solved: Solved): Pick<ScheduleState, 'status' | 'error_message'> =>
  solved.kind === 'planned'
    ? { status: 'completed', error_message: null }
    : { status: 'failed', error_message: solved.failure.message }

/** The thread ended without an answer: we are being stopped, which is not the job's fault, or the job took it down. */
const afterCrash = async (deps: Deps, claim: Claim, cause: unknown, context: Context): Promise<Outcome> => {
  const stopping = context.delivery.signal.aborted
  const { scheduleId, attempt } = claim
  if (!stopping) deps.log.error({ err: cause, scheduleId, attempt }, 'a solver thread died')
  if (!stopping && attempt >= deps.maxAttempts)
    return end(deps, claim, { kind: 'failed', failure: failureOf(cause) }, context)
  if (await deps.work.release(claim, { countsAsAttempt: !stopping }))
    tellState(deps.bus, { schedule_id: scheduleId, status: 'pending', error_message: null, progress: null })
  return retry(stopping ? 0 : crashRetryMs)
}
