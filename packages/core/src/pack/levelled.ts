import { Dice } from '../random.ts'
import type { Budget } from '../search.ts'
import type { Micros } from '../time.ts'
import { Levelling } from './level.ts'
import type { Packing, PackModel } from './model.ts'
import { groupTypes } from './type-groups.ts'

/** With fewer mean lots to a block, what they leave empty counts more than which types share it. */
const fewestPerBlock = 4.5

/** Pourings of a group before the grouping is given up. */
const pourings = 3

export interface LevelTask {
  /** What each block is expected to leave empty, in mean lots. */
  readonly wasteShare: number
  /** Steps of one levelling. */
  readonly steps: number
  /** Only a shorter plan than this is of use. */
  readonly below: Micros
}

/**
 * First which types share blocks, exactly, as if lots could be poured; then real lots, levelled until they fit. Finds the
 * nearly perfect packings of many short lots that moves between valid packings do not reach. Undefined when it does not.
 */
export const levelledPacking = (
  model: PackModel,
  { wasteShare, steps, below }: LevelTask,
  { budget, seed }: { readonly budget: Budget; readonly seed: number },
): Packing | undefined => {
  const isShort = model.base / model.size <= model.room / fewestPerBlock && model.maxLots === Number.POSITIVE_INFINITY
  const dice = new Dice(seed)
  const grouping = isShort ? groupTypes(model, wasteShare, dice) : undefined
  if (!grouping || model.base + grouping.cost >= below) return undefined
  const blockOf = new Int32Array(model.size)
  // The carried block stays empty here; the search moves lots into it.
  let blocks = model.carriedRoom === undefined ? 0 : 1
  for (const group of grouping.groups) {
    const levelling = () => new Levelling(model, group, dice)
    let levelled = levelling()
    for (let k = 1; !levelled.run(steps, budget); k++) {
      if (k === pourings || budget.spent()) return undefined
      levelled = levelling()
    }
    levelled.tell(blockOf, blocks)
    blocks += group.blocks
  }
  return { blockOf, blocks }
}
