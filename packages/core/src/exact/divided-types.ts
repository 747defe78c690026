import { cheapestPartitions, partsOf } from '../partition.ts'
import type { Micros } from '../time.ts'
import type { BlockModel } from './block-model.ts'
import { JoinedTypes } from './joined-types.ts'
import type { RootPrices } from './tree-search.ts'
import type { TypeTrees } from './type-trees.ts'

/** A choice of sets that hold every type once, and the sum of their values. */
export interface Division {
  readonly sets: readonly number[]
  readonly value: number
}

/** The cheapest way to divide the types, when `values` has what each set costs. */
export const cheapestDivision = (values: Float64Array): Division => {
  const partitions = cheapestPartitions(values)
  const all = values.length - 1
  return { sets: partsOf(partitions, all), value: partitions.best[all] as number }
}

/**
 * Bounds on plans of sets of types, as bits, whose blocks join them all. In every plan the blocks divide the types into
 * sets that share no block, and the plan is the plans of these one after the other: the cheapest division bounds all plans.
 */
export class DividedTypes {
  readonly #bounds: Float64Array
  readonly #joined: JoinedTypes
  readonly #mayBeTree: (types: number, blocks: number) => boolean
  readonly #sharpened = new Set<number>()

  /** Trees are looked at with so much work each. */
  constructor(model: BlockModel, trees: TypeTrees, work: number, root?: RootPrices) {
    this.#joined = new JoinedTypes(model, root)
    this.#bounds = this.#joined.bounds()
    this.#mayBeTree = (types, blocks) => trees.mayBe(types, blocks, work)
  }

  get cheapest(): Division {
    return cheapestDivision(this.#bounds)
  }

  boundOf(bits: number): Micros {
    return this.#bounds[bits] as number
  }

  raise(bits: number, bound: Micros): void {
    this.#bounds[bits] = Math.max(this.boundOf(bits), bound)
  }

  /** Joins of plans of a set that are no longer than a limit. */
  joins(bits: number, limit: Micros): number {
    return this.#joined.joins(bits, limit, this.#mayBeTree)
  }

  /** Looks at one more set of a division: whether it can be a tree. False when all have been looked at. */
  sharpen({ sets }: Division): boolean {
    const bits = sets.find((set) => !this.#sharpened.has(set))
    if (bits === undefined) return false
    this.#sharpened.add(bits)
    this.raise(bits, this.#joined.bound(bits, this.#mayBeTree))
    return true
  }
}
