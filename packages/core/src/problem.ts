import type { Micros } from './time.ts'

/** One batch of vials of one product type; it is filled in one go, never split. */
export interface Lot {
  readonly id: string
  /** Index into `Problem.types`. */
  readonly type: number
  readonly vials: number
  readonly fill: Micros
  /** Soft window for the whole fill, counted from schedule start; may be negative (already past). */
  readonly targetStart?: Micros
  readonly targetEnd?: Micros
  /** Weight of a missed target: 1 is normal, more is more urgent. */
  readonly priority: number
}

/** What the line carries in: it is inside a campaign, so the plan opens without a clean. */
export interface InitialState {
  readonly windowUsed: Micros
  /** Index into `Problem.types`; absent = freshly cleaned, the first fill needs no changeover. */
  readonly lastType?: number
}

/** `forbidden` is a changeover that may never happen inside a block; a clean between the two lots is the way round. */
export const forbidden = Number.POSITIVE_INFINITY

export interface Rules {
  readonly clean: Micros
  /** Longest campaign between two cleans, counted over fills, changeovers and idle time inside the block. */
  readonly window: Micros
  /**
   * `changeover[from][to]`, dense over `Problem.types`; `forbidden` where the pair is not allowed. Asymmetric. Rows are
   * `ArrayLike` because rows without a matrix entry are windows on one shared buffer: 20 000 types fit in memory.
   */
  readonly changeover: readonly ArrayLike<Micros>[]
  /** Present when every pair is one of two values: same type, different type. Exact methods are faster then. */
  readonly twoValue?: { readonly same: Micros; readonly diff: Micros }
  /** Infinity when there is no limit. */
  readonly maxLotsPerBlock: number
  /** Missing a target window makes a plan invalid instead of costly. */
  readonly hardTargets: boolean
}

/** A planning problem that has passed every check at the door. Lots are sorted by id, so input order never matters. */
export interface Problem {
  readonly lots: readonly Lot[]
  readonly types: readonly string[]
  readonly rules: Rules
  readonly initial?: InitialState
  /** True when any lot has a target: only then idle time can help and lateness counts. */
  readonly hasTargets: boolean
}
