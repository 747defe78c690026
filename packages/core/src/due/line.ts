import type { Problem } from '../problem.ts'
import { type Micros, windowTolerance } from '../time.ts'

/**
 * A problem with targets in flat arrays, as the clock that runs over a sequence reads it. Place 0 stands for a clean and
 * lot k of the problem is at place k + 1, so that a sequence is one array of places.
 */
export interface Line {
  readonly problem: Problem
  readonly size: number
  readonly fill: Float64Array
  readonly typeOf: Int32Array
  /** −Infinity and Infinity where a lot has no target. */
  readonly targetStart: Float64Array
  readonly targetEnd: Float64Array
  /** Priorities relative to their mean. */
  readonly priority: Float64Array
  readonly changeover: readonly ArrayLike<Micros>[]
  readonly clean: Micros
  /** Longest block with waits in it, and longest block at all: nobody waits into the window's tolerance. */
  readonly window: Micros
  readonly room: Micros
  readonly maxLots: number
}

export const lineOf = (problem: Problem): Line => {
  const { lots, rules } = problem
  const mean = lots.reduce((sum, lot) => sum + lot.priority, 0) / lots.length
  const column = (clean: number, values: readonly number[]) => Float64Array.from([clean, ...values])
  const never = Number.POSITIVE_INFINITY
  return {
    problem,
    size: lots.length,
    fill: column(
      0,
      lots.map((lot) => lot.fill),
    ),
    typeOf: Int32Array.from([0, ...lots.map((lot) => lot.type)]),
    targetStart: column(
      -never,
      lots.map((lot) => lot.targetStart ?? -never),
    ),
    targetEnd: column(
      never,
      lots.map((lot) => lot.targetEnd ?? never),
    ),
    priority: column(
      0,
      lots.map((lot) => lot.priority / mean),
    ),
    changeover: rules.changeover,
    clean: rules.clean,
    window: rules.window,
    room: rules.window + windowTolerance,
    maxLots: rules.maxLotsPerBlock,
  }
}
