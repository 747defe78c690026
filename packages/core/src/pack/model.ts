import { largestFirst } from '../largest-first.ts'
import type { Sequence } from '../plan.ts'
import type { Lot, Problem } from '../problem.ts'
import { type Micros, windowTolerance } from '../time.ts'
import { cappedChangeover, Setups } from './setups.ts'

/**
 * A problem without targets as packing: a block holds lots while Σ weights + set-ups of its types ≤ room, and the plan
 * costs Σ weights + Σ over blocks (clean + set-ups). Every packing is a plan of that makespan.
 */
export interface PackModel {
  readonly problem: Problem
  readonly size: number
  readonly typeCount: number
  readonly typeOf: Int32Array
  readonly weights: Float64Array
  /** The lots of each type, heaviest first. */
  readonly lotsOfType: readonly (readonly number[])[]
  readonly setups: Setups
  readonly clean: Micros
  readonly room: Micros
  readonly maxLots: number
  /** Room of block 0 when the line carries a campaign in; that block needs no clean. */
  readonly carriedRoom?: Micros
  /** Σ weights: part of every plan. */
  readonly base: Micros
}

/** Lots to blocks. Block 0 is the carried one if there is one; blocks may be empty. */
export interface Packing {
  readonly blockOf: Int32Array
  readonly blocks: number
}

export const packModel = (problem: Problem): PackModel => {
  const { lots, rules, initial } = problem
  const changeover = cappedChangeover(problem)
  const typeOf = new Int32Array(lots.length)
  const weights = new Float64Array(lots.length)
  // Counted loops: for ten thousand lots the first run of a process is over before the engine makes iterators fast.
  for (let at = 0; at < lots.length; at++) {
    const { type, fill } = lots[at] as Lot
    typeOf[at] = type
    weights[at] = fill + changeover(type, type)
  }
  const lotsOfType: number[][] = problem.types.map(() => [])
  for (const lot of largestFirst(weights)) lotsOfType[typeOf[lot] as number]?.push(lot)
  const room = rules.window + windowTolerance
  return {
    problem,
    size: lots.length,
    typeCount: problem.types.length,
    typeOf,
    weights,
    lotsOfType,
    setups: new Setups(problem),
    clean: rules.clean,
    room,
    maxLots: rules.maxLotsPerBlock,
    ...(initial ? { carriedRoom: Math.max(0, room - initial.windowUsed) } : {}),
    base: weights.reduce((sum, weight) => sum + weight, 0),
  }
}

/** Empty blocks beyond those of a plan, so that the search can open new ones. */
const spareBlocks = 2

export const packingOf = (model: PackModel, sequence: Sequence): Packing => {
  const blockOf = new Int32Array(model.size)
  for (const [block, lots] of sequence.entries()) for (const lot of lots) blockOf[lot] = block
  return { blockOf, blocks: sequence.length + spareBlocks }
}
