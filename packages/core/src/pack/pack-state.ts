import type { Micros } from '../time.ts'
import type { Packing, PackModel } from './model.ts'

/** How strongly half-full blocks are disliked, in cleans: without it most moves change nothing and the search is blind. */
export interface Slopes {
  /** For a block that is neither full nor empty. */
  readonly block: number
  /** For a type that has neither a whole block nor none. */
  readonly type: number
}

/** (Block, type) pairs that fit in memory comfortably: 100 MB. */
export const mostPairs = 8_000_000

/** x (1 − x): nothing for an empty or a full block, most for a half-full one. */
export const bulgeOf = (load: number, limit: number): number => {
  const fullness = load / limit
  return fullness * (1 - fullness)
}

/**
 * A packing with everything that a move needs to know, in flat arrays: a move is judged in some fifty nanoseconds. Each
 * block has a height: its price plus a bulge while it is half full, which falls as blocks fill up or empty.
 */
export class PackState {
  readonly model: PackModel
  readonly blocks: number
  readonly blockOf: Int32Array
  /** Per block: weight of its lots, their number, and the key of their types (see `Setups`). */
  readonly load: Float64Array
  readonly lots: Int32Array
  readonly key: Int32Array
  /** What a block costs, its clean and the set-ups of its types, and what its lots may weigh beside them. */
  readonly price: Float64Array
  readonly limit: Float64Array
  /** Per block and type: number of lots and their weight. */
  readonly count: Int32Array
  readonly share: Float64Array
  /** Σ over blocks (clean + set-ups): what packing can change of the makespan. */
  cost: Micros = 0
  /** Bulge of a block, and of a type in it by its weight. */
  readonly blockBulge: number
  readonly #typeBulge: number
  readonly #perRoom: number

  constructor(model: PackModel, packing: Packing, slopes: Slopes) {
    const { blocks } = packing
    this.model = model
    this.blocks = blocks
    this.blockOf = Int32Array.from(packing.blockOf)
    this.load = new Float64Array(blocks)
    this.lots = new Int32Array(blocks)
    this.key = new Int32Array(blocks)
    this.price = new Float64Array(blocks)
    this.limit = new Float64Array(blocks)
    this.count = new Int32Array(blocks * model.typeCount)
    this.share = new Float64Array(blocks * model.typeCount)
    this.blockBulge = slopes.block * model.clean
    this.#typeBulge = (slopes.type * model.clean) / model.room
    this.#perRoom = 1 / model.room
    for (let lot = 0; lot < model.size; lot++) this.#place(lot, packing.blockOf[lot] as number)
    for (let block = 0; block < blocks; block++) {
      const price = this.priceOf(block, this.key[block] as number)
      this.price[block] = price
      this.limit[block] = this.limitOf(block, price)
      this.cost += price
    }
  }

  #place(lot: number, block: number): void {
    const { typeOf, weights, setups, typeCount } = this.model
    const type = typeOf[lot] as number
    const pair = block * typeCount + type
    if (this.count[pair] === 0) this.key[block] = (this.key[block] as number) + (setups.step[type] as number)
    this.count[pair] = (this.count[pair] as number) + 1
    this.share[pair] = (this.share[pair] as number) + (weights[lot] as number)
    this.load[block] = (this.load[block] as number) + (weights[lot] as number)
    this.lots[block] = (this.lots[block] as number) + 1
  }

  #isCarried(block: number): boolean {
    return block === 0 && this.model.carriedRoom !== undefined
  }

  priceOf(block: number, key: number): Micros {
    if (key === 0) return 0
    const carried = this.#isCarried(block)
    return (carried ? 0 : this.model.clean) + this.model.setups.of(carried, key)
  }

  /** Room less set-ups; an empty block, which has no clean to add back, is given one too many and holds nothing. */
  limitOf(block: number, price: Micros): Micros {
    return this.#isCarried(block)
      ? (this.model.carriedRoom as Micros) - price
      : this.model.room + this.model.clean - price
  }

  /** How the bulge of a (block, type) pair changes when its weight grows by so much. */
  bulgeGrowth(pair: number, growth: number): number {
    return this.#typeBulge * growth * (1 - (2 * (this.share[pair] as number) + growth) * this.#perRoom)
  }
}
