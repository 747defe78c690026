import type { Lane, ScheduleSummary } from '@filling/contracts'
import type { StrategyName } from '@filling/core'

/** A submit that passed every check, as it is stored. */
export interface Submission {
  readonly name: string
  readonly strategy: StrategyName
  readonly lane: Lane
  /** Milliseconds since 1970. */
  readonly startTimeMs: number
  /** JSON text in the form of the public API. */
  readonly lots: string
  readonly config: string
  readonly lotsCount: number
  readonly warnings: readonly string[]
  /** SHA-256 of what the caller sent, in hex; the same for the same request, whatever its layout. */
  readonly hash: string
}

/** What travels with a message from the request that caused it: request id and trace. */
export type Trail = Readonly<Record<string, string>>

export interface Accepted {
  readonly summary: ScheduleSummary
  readonly warnings: readonly string[]
}

/** The right to work on a schedule until the lease ends; `epoch` fences whoever held it before. */
export interface Claim {
  readonly scheduleId: number
  readonly epoch: number
  readonly attempt: number
  /** Its owner wants the best plan so far and no more search. */
  readonly stopRequested: boolean
  readonly job: Job
}

export interface Claimed extends Claim {
  /** Since the submit; only for the first claim of a job. */
  readonly waitedSeconds: number | undefined
}

/** All that a solver thread needs to know. */
export interface Job {
  readonly strategy: StrategyName
  readonly lane: Lane
  readonly startTimeMs: number
  readonly lots: string
  readonly lotsCount: number
  readonly config: string
  /** What the submit was answered; the plan repeats it. */
  readonly warnings: readonly string[]
  /** The best plan of an interrupted attempt, see `readIncumbent`. */
  readonly incumbent?: Uint8Array
  /** Where the thread writes while it searches; absent when nobody looks. */
  readonly cells?: Cells
}

/** Memory of both threads, see `progressCell` and `incumbentCell`. */
export interface Cells {
  readonly progress: SharedArrayBuffer
  readonly incumbent: SharedArrayBuffer
}

/** What a solver thread found: a plan that passed the checker, or why there is none. */
export type Solved = Planned | { readonly kind: 'failed'; readonly failure: Failure }

export interface Planned {
  readonly kind: 'planned'
  /** The documented `result` as JSON text; nobody parses it again until a client does. */
  readonly result: string
  readonly makespanHours: number
  readonly lowerBoundHours: number
  readonly optimal: boolean
}

/** Why a job can end without a plan. Alerts rely on the names. */
export const failureCodes = [
  'solver.attempts_exhausted',
  'solver.crashed',
  'solver.input_refused',
  'solver.no_valid_plan',
  'solver.out_of_memory',
] as const

export type FailureCode = (typeof failureCodes)[number]

export interface Failure {
  readonly code: FailureCode
  /** What the owner reads. */
  readonly message: string
  /** We have no answer, which is not the fault of the lots: an operator should look at it. */
  readonly givenUp: boolean
}
