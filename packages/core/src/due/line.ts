import type { Problem } from '../problem.ts'
import { type Micros, windowTolerance } from '../time.ts'

/** A problem with targets in flat arrays, one place per lot, as a search that runs over sequences reads it. */
export interface Line {
  readonly problem: Problem
  readonly size: number
  readonly fill: Float64Array
  readonly typeOf: Int32Array
  /** −Infinity and Infinity where a lot has no target. */
  readonly targetStart: Float64Array
  readonly targetEnd: Float64Array
  /** Priorities relative to their mean, in steps that keep sums of weighted micros exact. */
  readonly priority: Float64Array
  readonly changeover: readonly ArrayLike<Micros>[]
  readonly clean: Micros
  /** Longest block with waits in it, and longest block at all: nobody waits into the window's tolerance. */
  readonly window: Micros
  readonly room: Micros
  readonly maxLots: number
}

/** Multiples of this power of two add up without rounding while totals stay below 2^45 micros, 9 million hours. */
const priorityStep = 1 / 256

export const lineOf = (problem: Problem): Line => {
  const { lots, rules } = problem
  const mean = lots.reduce((sum, lot) => sum + lot.priority, 0) / lots.length
  const never = Number.POSITIVE_INFINITY
  return {
    problem,
    size: lots.length,
    fill: Float64Array.from(lots, (lot) => lot.fill),
    typeOf: Int32Array.from(lots, (lot) => lot.type),
    targetStart: Float64Array.from(lots, (lot) => lot.targetStart ?? -never),
    targetEnd: Float64Array.from(lots, (lot) => lot.targetEnd ?? never),
    priority: Float64Array.from(lots, (lot) =>
      Math.max(priorityStep, Math.round(lot.priority / mean / priorityStep) * priorityStep),
    ),
    changeover: rules.changeover,
    clean: rules.clean,
    window: rules.window,
    room: rules.window + windowTolerance,
    maxLots: rules.maxLotsPerBlock,
  }
}
