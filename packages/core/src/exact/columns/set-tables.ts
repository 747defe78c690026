import type { Micros } from '../../time.ts'
import type { BlockModel } from '../model/block-model.ts'
import { type TypeSet, typeSets } from '../model/type-sets.ts'
import { findSteps, paysBelow } from './block-pricer.ts'
import type { Column } from './column.ts'
import { enumerateBlocks } from './enumerate.ts'
import { makeGrid } from './grid.ts'
import type { LeastLoads } from './hunt.ts'
import { PriceTable } from './price-table.ts'
import { type Prices, typeCosts } from './prices.ts'
import { type SetValue, SetValues } from './set-values.ts'

/** Which blocks of one set to visit. */
export interface HuntOfSet {
  readonly below: Micros
  readonly steps: number
  readonly maximalOnly: boolean
  readonly least?: LeastLoads
  stop?(): boolean
  found(column: Column, reducedCost: Micros): Micros
}

/** A block of a set, if one that pays was found, and what no block of the set costs less than. */
export interface BestOfSet {
  readonly column: Column | undefined
  readonly least: Micros
}

/** The sets of types of one kind of block, with the tables that their blocks are found in. */
export class SetTables {
  readonly carried: boolean
  readonly sets: readonly TypeSet[]
  readonly values: SetValues
  readonly #model: BlockModel
  readonly #stop: () => boolean
  readonly #table: PriceTable

  constructor(model: BlockModel, carried: boolean, stop: () => boolean) {
    this.#model = model
    this.#stop = stop
    this.carried = carried
    this.sets = typeSets(model, carried)
    // The first lot after a clean has no changeover, though its weight counts one: some sets have more room than the window.
    const room = Math.max(0, ...this.sets.map((set) => set.kind.room))
    const setup = model.types.map(() => 0)
    const grid = makeGrid(model, { carried, cost: 0, room, most: model.problem.rules.maxLotsPerBlock, setup })
    this.values = new SetValues(model, grid, this.sets)
    this.#table = new PriceTable(model, grid)
  }

  /** A bound on the reduced cost of a set's blocks. */
  boundOf({ bits, kind }: TypeSet, prices: Prices, available: Int32Array): Micros {
    this.#table.fill(prices.lots, typeCosts(kind, prices), available, bits)
    const { grid } = this.#table
    return kind.cost - this.#table.next(0, Math.min(grid.room, Math.floor(kind.room / grid.cell)), kind.most)
  }

  /** The grid's optimum is taken when a true block reaches it; otherwise branch and bound decides, as far as `steps` go. */
  best({ set, reducedCost: bound }: SetValue, prices: Prices, available: Int32Array, steps: number): BestOfSet {
    let column: Column | undefined
    let reducedCost = Number.POSITIVE_INFINITY
    const take = (next: (cost: Micros) => Micros) => (found: Column, cost: Micros) => {
      column = found
      reducedCost = cost
      return next(cost)
    }
    const end = take(() => Number.NEGATIVE_INFINITY)
    this.hunt(set, prices, available, { below: bound + 1, steps: findSteps, maximalOnly: false, found: end })
    if (column) return { column, least: bound }
    const improve = take((cost) => cost)
    const limit = paysBelow(prices, this)
    const complete = this.hunt(set, prices, available, { below: limit, steps, maximalOnly: false, found: improve })
    return { column, least: complete ? Math.min(limit, reducedCost) : bound }
  }

  /** Visits blocks of one set; false when its steps were used up. */
  hunt({ bits, kind }: TypeSet, prices: Prices, available: Int32Array, hunt: HuntOfSet): boolean {
    this.#table.fill(prices.lots, typeCosts(kind, prices), available, bits)
    return enumerateBlocks(this.#model, kind, this.#table, {
      prices,
      available,
      exactly: bits,
      stop: this.#stop,
      ...hunt,
    })
  }
}
