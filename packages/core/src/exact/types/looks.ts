import { bitCount } from '../../partition.ts'
import type { BlockModel } from '../model/block-model.ts'
import { groundsOf, lotCount } from './grounds.ts'
import { TypeTrees } from './type-trees.ts'

/** So many lots of a type are packed one by one: an answer takes some 30 µs, 1 ms, 0.2 s. */
const packed = [11, 16, 22]

/** Of lots, on a slow machine. */
const secondsPerSet = 1.5e-7

/** Looks at a set, each closer: whether it may be a tree or have one circle, by trees of several kinds, with so much work at most. */
export const looks = [
  { circles: 0, kinds: 1, work: 100_000 },
  { circles: 0, kinds: 2, work: 400_000 },
  { circles: 1, kinds: 1, work: 400_000 },
  { circles: 1, kinds: 2, work: 400_000 },
  { circles: 0, kinds: 3, work: 400_000 },
  { circles: 1, kinds: 3, work: 400_000 },
  { circles: 0, kinds: 3, work: 1_000_000 },
  { circles: 1, kinds: 3, work: 1_000_000 },
  { circles: 0, kinds: 3, work: 4_000_000 },
  { circles: 1, kinds: 3, work: 4_000_000 },
] as const

const shortLooks = 4
/** Lots of a type, on average, of which enough are packed one by one. */
const mostPerType = 24

/** Of a set of types, as bits: long looks see nothing more where most lots are poured. */
export const looksAt = (model: BlockModel, bits: number): number =>
  lotCount(model, bits) <= bitCount(bits) * mostPerType ? looks.length : shortLooks

/** Of all kinds that say more than the one before. They stop where the time left is less than one answer may take. */
export const treesOf = (model: BlockModel, secondsLeft: () => number): TypeTrees[] => {
  const trees: TypeTrees[] = []
  for (const most of packed) {
    const stop = (): boolean => secondsLeft() <= 2 ** most * secondsPerSet
    if (!trees.at(-1)?.isExact) trees.push(new TypeTrees(groundsOf(model, most, stop)))
  }
  return trees
}
