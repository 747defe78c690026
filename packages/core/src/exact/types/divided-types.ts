import { bitCount, cheapestPartitions, partsOf } from '../../partition.ts'
import type { Micros } from '../../time.ts'
import type { BlockModel } from '../model/block-model.ts'
import type { RootPrices } from '../tree/tree-search.ts'
import { planCircle } from './circle-plan.ts'
import { JoinedTypes, type MayJoin } from './joined-types.ts'
import { looks, looksAt, treesOf } from './looks.ts'
import { planTree } from './tree-plan.ts'
import { openCircles, type Question } from './type-circles.ts'
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
  readonly #model: BlockModel
  /** By kind. */
  readonly #trees: readonly TypeTrees[]
  #joined: JoinedTypes
  readonly #bounds: Float64Array
  /** What looks said, by look, types and blocks. */
  readonly #answers = new Map<string, boolean>()
  /** How often a set was looked at more closely. */
  readonly #looked: Uint8Array
  readonly #secondsLeft: () => number
  #worked = 0

  /** Looks that take long end where no time is left. */
  constructor(model: BlockModel, secondsLeft = () => Number.POSITIVE_INFINITY) {
    this.#model = model
    this.#secondsLeft = secondsLeft
    this.#trees = treesOf(model, secondsLeft)
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

  /** Work of all looks. */
  get worked(): number {
    return this.#worked
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

  /** Of some sets the one that has been looked at least, if there is more to see. */
  leastLooked(sets: readonly number[]): number | undefined {
    const open = sets.filter((bits) => (this.#looked[bits] as number) < looksAt(this.#model, bits))
    return open.sort((a, b) => (this.#looked[a] as number) - (this.#looked[b] as number))[0]
  }

  /**
   * Looks at a set, with so much work at most. Returns blocks where it finds a plan that costs no more than the bound. Where
   * the bound rises, it takes another look as close to say more.
   */
  look(bits: number, most = Number.POSITIVE_INFINITY): number[][] | undefined {
    const look = looks[this.#looked[bits] as number]
    if (!look) return undefined
    const before = this.boundOf(bits)
    const trees = this.#trees.slice(0, look.kinds)
    const work = Math.min(look.work, most)
    for (const kind of trees) kind.allow(work)
    this.#looked[bits] = (this.#looked[bits] as number) + 1
    const shape = this.#joined.cheapest(bits, before, this.#mayJoin)
    this.raise(bits, shape?.cost ?? Number.POSITIVE_INFINITY)
    this.#worked += trees.reduce((sum, kind) => sum + work - kind.work, 0)
    if (this.boundOf(bits) > before) this.#looked[bits] = (this.#looked[bits] as number) - 1
    const circles = shape ? shape.joins - bitCount(bits) + 1 : 0
    const isOpen = this.boundOf(bits) > before || circles > look.circles || trees.some(({ isCutShort }) => isCutShort)
    if (!shape || isOpen) return undefined
    const plan = this.#plan(work, { looks: trees, types: bits, blocks: shape.blocks }, circles)
    // Nothing that is looked for can be shorter.
    if (plan) this.#looked[bits] = looks.length
    return plan
  }

  #plan(work: number, question: Question, circles: number): number[][] | undefined {
    const { looks: trees, types, blocks } = question
    // A plan packs each type once or twice.
    const close = trees.findLast(({ leftovers }) => leftovers.every((lots) => lots.work * 4 <= work))
    if (circles === 0) return close && planTree(this.#model, close, types, blocks)
    const means = { work: work / 4, stop: () => this.#secondsLeft() <= 0 }
    return circles === 1 ? planCircle(this.#model, question, means) : undefined
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
    const { circles, kinds } = looks[look] as (typeof looks)[number]
    const trees = this.#trees.slice(0, kinds)
    return circles === 0
      ? trees.every((kind) => kind.mayBe(types, blocks))
      : !openCircles({ looks: trees, types, blocks }, this.#model.opened).next().done
  }
}
