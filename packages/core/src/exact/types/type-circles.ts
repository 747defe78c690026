import type { Micros } from '../../time.ts'
import type { BlockKind } from '../model/block-model.ts'
import type { TypeTrees } from './type-trees.ts'

/** How often the weight of strays is halved: down to about two hours of a usual block. */
const halvings = 5

/**
 * One pair more than a tree has closes one circle of blocks and types. Taking the lots of one type out of one block of the
 * circle opens it: what is left is a tree, beside these strays. A block of the circle has two types of it, so of one of
 * them it holds no more than half. So there is no circle when for every type and every weight of its strays there is no
 * tree; weights are tried as intervals, as heavy as they may be where they are missing and as light where they are packed.
 */
export const mayBeCircle = (trees: TypeTrees, { room, setup }: BlockKind, types: number, blocks: number): boolean => {
  const setups = trees.membersOf(types).map((type) => setup[type] ?? 0)
  const half = (room - 2 * Math.min(...setups)) / 2
  const mayStray = (type: number, low: Micros, high: Micros, left: number): boolean => {
    const opened = trees.with({ type, low, high })
    opened.allow(trees.work)
    const may = opened.mayBe(types | (1 << trees.leftovers.length), blocks)
    trees.allow(opened.work)
    if (!may || trees.isCutShort || left === 0) return may
    const middle = Math.floor((low + high) / 2)
    return mayStray(type, low, middle, left - 1) || mayStray(type, middle, high, left - 1)
  }
  return trees.membersOf(types).some((type) => {
    const { lightest, weight } = trees.of(type)
    const most = Math.min(half, weight - lightest)
    return lightest <= most && mayStray(type, lightest, most, halvings)
  })
}
