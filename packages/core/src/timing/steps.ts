import type { Sequence } from '../plan.ts'
import type { Lot, Problem } from '../problem.ts'
import { type Micros, windowTolerance } from '../time.ts'

/** One fill of a sequence with the changeover that comes before it in its block. */
export interface Step {
  readonly index: number
  readonly lot: Lot
  /** Type before this fill; undefined directly after a clean. */
  readonly from?: number
  readonly changeover: Micros
}

/** A block as the clock sees it: what has to happen, and how long it may last. */
export interface TimedBlock {
  readonly steps: readonly Step[]
  /** False only for the block that the line carries in. */
  readonly opensWithClean: boolean
  /**
   * Longest time from the end of the clean (or from time 0) to the end of the last fill: the window, or what the block
   * needs without any wait. The window's tolerance is there for rounded hours, never for waiting.
   */
  readonly room: Micros
}

const stepsOf = (problem: Problem, block: readonly number[], carriedType: number | undefined): Step[] => {
  let from = carriedType
  return block.map((index) => {
    const lot = problem.lots[index]
    if (!lot) throw new RangeError(`There is no lot ${index}`)
    const step: Step =
      from === undefined
        ? { index, lot, changeover: 0 }
        : { index, lot, from, changeover: problem.rules.changeover[from]?.[lot.type] ?? 0 }
    from = lot.type
    return step
  })
}

const roomOf = ({ rules, initial }: Problem, steps: readonly Step[], carried: boolean): Micros => {
  const used = carried && initial ? initial.windowUsed : 0
  const needed = steps.reduce((sum, { lot, changeover }) => sum + changeover + lot.fill, 0)
  return Math.max(0, rules.window - used, Math.min(needed, rules.window + windowTolerance - used))
}

export const timedBlocks = (problem: Problem, sequence: Sequence): TimedBlock[] => {
  const { initial } = problem
  return sequence.flatMap((block, at) => {
    const carried = at === 0 && initial !== undefined
    if (block.length === 0 && !carried) return []
    const steps = stepsOf(problem, block, carried ? initial.lastType : undefined)
    return { steps, opensWithClean: !carried, room: roomOf(problem, steps, carried) }
  })
}
