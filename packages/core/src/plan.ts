import type { Micros } from './time.ts'

/**
 * Indices into `Problem.lots` in filling order, one inner array per block. Every block opens with a clean,
 * except the first when the problem has an initial state (that one may then be empty: the plan cleans at once).
 */
export type Sequence = readonly (readonly number[])[]

/** One stretch of line time. Activities of a plan follow each other without gaps: waiting is an activity too. */
export type Activity =
  | { readonly kind: 'fill'; readonly start: Micros; readonly end: Micros; readonly lot: number }
  | {
      readonly kind: 'changeover'
      readonly start: Micros
      readonly end: Micros
      readonly from: number
      readonly to: number
    }
  | { readonly kind: 'clean'; readonly start: Micros; readonly end: Micros }
  | { readonly kind: 'idle'; readonly start: Micros; readonly end: Micros }

export interface Plan {
  readonly sequence: Sequence
  readonly activities: readonly Activity[]
  readonly makespan: Micros
  /** Priority-weighted micros outside target windows; the first part of the objective. */
  readonly targetMiss: Micros
  readonly changeovers: number
}
