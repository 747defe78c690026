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

/**
 * A packing with everything that a move needs to know, in flat arrays: a move is judged in some fifty nanoseconds. Each
 * block has a height: its true cost plus a bulge while it is half full, which falls as blocks fill up or empty.
 */
export class PackState {
  readonly model: PackModel
  readonly blocks: number
  readonly blockOf: Int32Array
  readonly load: Float64Array
  readonly key: Int32Array
  readonly lots: Int32Array
  readonly height: Float64Array
  /** Per block and type: number of lots and their weight. */
  readonly count: Int32Array
  readonly share: Float64Array
  /** Σ over blocks (clean + set-ups): what packing can change of the makespan. */
  cost: Micros = 0
  readonly #blockBulge: number
  readonly #typeBulge: number

  constructor(model: PackModel, packing: Packing, slopes: Slopes) {
    const { blocks } = packing
    this.model = model
    this.blocks = blocks
    this.blockOf = Int32Array.from(packing.blockOf)
    this.load = new Float64Array(blocks)
    this.key = new Int32Array(blocks)
    this.lots = new Int32Array(blocks)
    this.height = new Float64Array(blocks)
    this.count = new Int32Array(blocks * model.typeCount)
    this.share = new Float64Array(blocks * model.typeCount)
    this.#blockBulge = slopes.block * model.clean
    this.#typeBulge = (slopes.type * model.clean) / model.room
    for (let lot = 0; lot < model.size; lot++) this.#place(lot, packing.blockOf[lot] as number)
    for (let block = 0; block < blocks; block++) {
      const key = this.key[block] as number
      this.height[block] = this.heightOf(block, this.load[block] as number, key)
      this.cost += this.costOf(block, key)
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

  isCarried(block: number): boolean {
    return block === 0 && this.model.carriedRoom !== undefined
  }

  roomOf(block: number): Micros {
    return this.isCarried(block) ? (this.model.carriedRoom as Micros) : this.model.room
  }

  fits(block: number, load: number, key: number): boolean {
    return key === 0 || load + this.model.setups.of(this.isCarried(block), key) <= this.roomOf(block)
  }

  costOf(block: number, key: number): Micros {
    if (key === 0) return 0
    const carried = this.isCarried(block)
    return (carried ? 0 : this.model.clean) + this.model.setups.of(carried, key)
  }

  heightOf(block: number, load: number, key: number): number {
    if (key === 0) return 0
    const carried = this.isCarried(block)
    const setups = this.model.setups.of(carried, key)
    const fullness = load / (this.roomOf(block) - setups)
    return (carried ? 0 : this.model.clean) + setups + this.#blockBulge * fullness * (1 - fullness)
  }

  /** How the bulge of a (block, type) pair changes when its weight grows by so much. */
  bulgeGrowth(pair: number, growth: number): number {
    return this.#typeBulge * growth * (1 - (2 * (this.share[pair] as number) + growth) / this.model.room)
  }
}
