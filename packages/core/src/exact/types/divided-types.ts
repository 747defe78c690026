import { bitCount, cheapestPartitions, partsOf } from '../../partition.ts'
import type { Micros } from '../../time.ts'
import type { BlockModel } from '../model/block-model.ts'
import type { RootPrices } from '../tree/tree-search.ts'
import { groundsOf } from './grounds.ts'
import { JoinedTypes, type MayJoin } from './joined-types.ts'
import { planTree } from './tree-plan.ts'
import { mayBeCircle } from './type-circles.ts'
import { TypeTrees } from './type-trees.ts'

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
 * Looks at a set, each closer: whether it may be a tree or have one circle, when so many lots of a type are packed one by
 * one, in some 30 µs or 1 ms, with so much work at most.
 */
const looks = [
  { circles: 0, packed: 11, work: 100_000 },
  { circles: 0, packed: 16, work: 400_000 },
  { circles: 1, packed: 11, work: 400_000 },
  { circles: 0, packed: 16, work: 4_000_000 },
  { circles: 1, packed: 16, work: 4_000_000 },
] as const

const shortLooks = 3
/** Lots of a type, on average, of which enough are packed one by one. */
const mostPerType = 24

/**
 * Bounds on plans of sets of types, as bits, whose blocks join them all. In every plan the blocks divide the types into
 * sets that share no block, and the plan is the plans of these one after the other: the cheapest division bounds all plans.
 */
export class DividedTypes {
  readonly #model: BlockModel
  /** Of each look. */
  readonly #trees: readonly TypeTrees[]
  #joined: JoinedTypes
  readonly #bounds: Float64Array
  /** What looks said, by look, types and blocks. */
  readonly #answers = new Map<string, boolean>()
  /** How often a set was looked at more closely. */
  readonly #looked: Uint8Array

  /** `stop` ends a look that takes long. */
  constructor(model: BlockModel, stop?: () => boolean) {
    this.#model = model
    const rough = new TypeTrees(groundsOf(model, looks[0].packed, stop))
    const close = rough.isExact ? rough : new TypeTrees(groundsOf(model, looks[1].packed, stop))
    this.#trees = looks.map(({ packed }) => (packed === looks[0].packed ? rough : close))
    this.#joined = new JoinedTypes(model)
    this.#bounds = this.#joined.bounds()
    this.#looked = new Uint8Array(this.#bounds.length)
  }

  /** With what a root's relaxation says, every set is worth another look, and what was cut short is asked again. */
  again(root: RootPrices | undefined): void {
    this.#joined = new JoinedTypes(this.#model, root)
    for (const [bits, bound] of this.#joined.bounds().entries()) this.raise(bits, bound)
    this.#looked.fill(0)
    for (const [question, may] of this.#answers) if (may) this.#answers.delete(question)
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
    return this.#joined.joins(bits, limit, this.#mayJoin)
  }

  /** The set of a division that has been looked at least, if there is more to see: whether it can be a tree. */
  leastLooked({ sets }: Division): number | undefined {
    const open = sets.filter((bits) => (this.#looked[bits] as number) < this.#looksAt(bits))
    return open.sort((a, b) => (this.#looked[a] as number) - (this.#looked[b] as number))[0]
  }

  /** Long looks see nothing more where most lots are poured. */
  #looksAt(bits: number): number {
    const lots = this.#model.groups.reduce((sum, group) => sum + (bits & (1 << group.type) ? group.lots.length : 0), 0)
    return lots <= bitCount(bits) * mostPerType ? looks.length : shortLooks
  }

  /** Looks at a set, quickly or as long as it takes; returns blocks of a tree where it finds one that costs no more than the bound. */
  look(bits: number, most = Number.POSITIVE_INFINITY): number[][] | undefined {
    const looked = this.#looked[bits] as number
    const [trees, look] = [this.#trees[looked], looks[looked]]
    if (!trees || !look) return undefined
    trees.allow(Math.min(look.work, most))
    this.#looked[bits] = looked + 1
    const shape = this.#joined.cheapest(bits, this.#mayJoin)
    this.raise(bits, shape?.cost ?? Number.POSITIVE_INFINITY)
    if (!shape || shape.joins >= bitCount(bits) || trees.isCutShort) return undefined
    return planTree(this.#model, trees, bits, shape.blocks)
  }

  /** By all looks that have been taken. */
  readonly #mayJoin: MayJoin = (types, blocks, circles) =>
    [...looks.keys()].slice(0, this.#looked[types]).every((look) => {
      if (looks[look]?.circles !== circles) return true
      const question = `${look}/${types}/${blocks}`
      const may = this.#answers.get(question) ?? this.#ask(look, types, blocks)
      this.#answers.set(question, may)
      return may
    })

  #ask(look: number, types: number, blocks: number): boolean {
    const trees = this.#trees[look] as TypeTrees
    return looks[look]?.circles === 0
      ? trees.mayBe(types, blocks)
      : mayBeCircle(trees, this.#model.opened, types, blocks)
  }
}
