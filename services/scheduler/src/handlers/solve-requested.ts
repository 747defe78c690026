import type { SolveRequested } from '@filling/contracts'
import { type Bus, done, type Handler, type Outcome, retry } from '@filling/messaging'
import type { Logger } from '@filling/service-kit'
import type { SolverThreads } from '../adapters/solver-threads.ts'
import type { Work } from '../adapters/work-sql.ts'
import type { Cells, Claim, Solved } from '../schedule.ts'
import { incumbentCell } from '../solving/incumbent.ts'
import type { Cancellations } from './cancellations.ts'
import { type Context, end, endEarly, giveBack } from './endings.ts'
import { exhausted, failureOf } from './failure.ts'
import { heartbeat, type Interruption } from './heartbeat.ts'
import { reportProgress } from './progress.ts'

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

/** Plans one schedule. Whatever happens here, only the holder of the newest claim gets to write how it ended. */
export const onSolveRequested =
  (deps: Deps): Handler<SolveRequested> =>
  async ({ data: { scheduleId }, headers: trail }, delivery) => {
    const claim = await deps.work.claim(scheduleId)
    if (!claim) return leave(deps, scheduleId)

    const interruption = new AbortController()
    using progress = reportProgress(deps.bus, claim, deps.nowMs)
    const incumbent = incumbentCell(claim.job.lotsCount)
    const onInterrupted = (why: Interruption): void => interruption.abort(why)
    using beat = heartbeat(deps, claim, delivery, { progress: progress.latest, incumbent, onInterrupted })
    using _hint = deps.cancellations.watch(scheduleId, beat.soon)

    const cells = { progress: progress.cell, incumbent }
    const attempt = await tryToSolve(deps, claim, cells, AbortSignal.any([interruption.signal, delivery.signal]))
    const context = { claim, delivery, trail, progress, incumbent }
    const written = await conclude(deps, attempt, interruption.signal.reason, context)
    return written ? done : leave(deps, scheduleId)
  }

type Attempt = Solved | { readonly kind: 'stopped' } | { readonly kind: 'crashed'; readonly cause: unknown }

const tryToSolve = async (
  { threads, maxAttempts }: Deps,
  claim: Claim,
  cells: Cells,
  signal: AbortSignal,
): Promise<Attempt> => {
  if (claim.stopRequested) return { kind: 'stopped' }
  // Its solver died so often without a word that it would only take more of them along.
  if (claim.attempt > maxAttempts) return { kind: 'failed', failure: exhausted }
  try {
    return await threads.solve({ ...claim.job, cells }, signal)
  } catch (cause) {
    return { kind: 'crashed', cause }
  }
}

/** Writes what became of the attempt. False: the job is not ours any more, and nothing was written. */
const conclude = async (
  deps: Deps,
  attempt: Attempt,
  interrupted: Interruption | undefined,
  context: Context,
): Promise<boolean> => {
  if (interrupted === 'lost') return false
  if (attempt.kind === 'planned' || attempt.kind === 'failed') return end(deps, attempt, context)
  if (attempt.kind === 'stopped' || interrupted === 'stop') return endEarly(deps, context)

  // The thread ended without an answer: we are being stopped, which is not the job's fault, or the job took it down.
  if (context.delivery.signal.aborted)
    return giveBack(deps, { outcome: 'handed_over', reason: 'The solver was stopped' }, context)
  const { scheduleId, attempt: number } = context.claim
  deps.log.error({ err: attempt.cause, scheduleId, attempt: number }, 'a solver thread died')
  const failure = failureOf(attempt.cause)
  return number >= deps.maxAttempts
    ? end(deps, { kind: 'failed', failure }, context)
    : giveBack(deps, { outcome: 'crashed', reason: failure.message }, context)
}

/** Longer would only delay who takes over, should the holder die. */
const mostPatienceMs = 5_000

/**
 * The message is nobody's any more when the job has ended or waits its turn, because then another message tells of it.
 * While somebody works on it, the message comes again when the lease would end, in case the holder has died.
 */
const leave = async ({ work }: Deps, scheduleId: number): Promise<Outcome> => {
  const leftMs = await work.takenForMs(scheduleId)
  return leftMs === undefined ? done : retry(Math.min(leftMs, mostPatienceMs))
}
