import { bitCount, cheapestPartitions, partsOf } from '../../partition.ts'
import { type Micros, microsPerHour } from '../../time.ts'
import type { BlockModel } from '../model/block-model.ts'
import { lotCount, ownRoom, weightsOf } from './grounds.ts'
import { PackedLots } from './packed-lots.ts'
import { planTree } from './tree-plan.ts'
import { TypeTrees } from './type-trees.ts'

/** After so much work no larger sets are looked at: they take long, and few plans need them. */
const enoughWork = 100_000
/** Nor any other set after so much, which takes seconds. */
const mostWork = 1_000_000
const workPerQuestion = 400_000

/** Some types, as bits, in blocks that join them. */
export interface SetPlan {
  readonly types: number
  readonly blocks: number[][]
}

/**
 * Plans by trees whose types leave over what a packing was found to leave, light lots too: each small set of types in as few
 * blocks as can be found, and the cheapest division by these. Says nothing about what cannot be.
 */
export class TreeSweep {
  readonly #model: BlockModel
  readonly #trees: TypeTrees
  readonly #stop: () => boolean
  /** Cost of trees that were found, by set of types. */
  readonly #found: Float64Array
  readonly #blocks: Int32Array
  readonly #weights: readonly Micros[]
  /** With two values it is the same for all types. */
  readonly #setup: Micros
  #worked = 0

  constructor(model: BlockModel, stop: () => boolean) {
    const { opened, types } = model
    const leftovers = types.map((_, type) => new PackedLots(weightsOf(model, type), ownRoom(opened, type), opened.most))
    this.#model = model
    this.#stop = stop
    this.#trees = new TypeTrees({ leftovers, opened, tried: 3, spare: microsPerHour / 2, stop })
    this.#weights = leftovers.map(({ weight }) => weight)
    this.#setup = Math.min(...opened.setup)
    this.#blocks = new Int32Array(1 << types.length)
    this.#found = new Float64Array(1 << types.length).fill(Number.POSITIVE_INFINITY)
  }

  /** Ways to hang types that were looked at. */
  get worked(): number {
    return this.#worked
  }

  /** The plans of a cheapest division, ever cheaper, by larger and larger sets. */
  *plans(): Generator<readonly SetPlan[]> {
    for (let size = 1; size <= this.#weights.length && this.#worked < enoughWork; size++) {
      const { best } = cheapestPartitions(this.#found)
      for (let types = 1; types < best.length; types++) {
        if (bitCount(types) !== size || this.#worked > mostWork) continue
        if (this.#stop()) return
        this.#found[types] = this.#cheapest(types, best[types] as number)
      }
      yield this.#division()
    }
  }

  /** What the types cost as one tree that was found, if less than so much. */
  #cheapest(types: number, limit: Micros): Micros {
    const { opened } = this.#model
    const weight = this.#trees.membersOf(types).reduce((sum, type) => sum + (this.#weights[type] as number), 0)
    const joins = bitCount(types) - 1
    const perBlock = opened.cost + this.#setup
    const costOf = (blocks: number): Micros => weight + blocks * perBlock + joins * this.#setup
    const most = lotCount(this.#model, types)
    let blocks = Math.max(1, Math.ceil((weight + joins * this.#setup) / (opened.room - this.#setup)))
    for (; blocks <= most && costOf(blocks) < limit; blocks++) {
      this.#trees.allow(workPerQuestion)
      const may = this.#trees.mayBe(types, blocks)
      this.#worked += workPerQuestion - this.#trees.work
      if (this.#trees.isCutShort) break
      if (!may) continue
      this.#blocks[types] = blocks
      return costOf(blocks)
    }
    return Number.POSITIVE_INFINITY
  }

  #division(): SetPlan[] {
    const sets = partsOf(cheapestPartitions(this.#found), this.#found.length - 1)
    return sets.flatMap((types) => {
      const blocks = planTree(this.#model, this.#trees, types, this.#blocks[types] as number)
      return blocks ? { types, blocks } : []
    })
  }
}
