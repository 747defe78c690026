import type { Micros } from '../../time.ts'
import type { BlockModel } from '../model/block-model.ts'
import { type TypeSet, typeSets } from '../model/type-sets.ts'
import { bestBlock } from './best-block.ts'
import { paysBelow } from './block-pricer.ts'
import type { Column } from './column.ts'
import { enumerateBlocks } from './enumerate.ts'
import { makeGrid } from './grid.ts'
import type { Hunt } from './hunt.ts'
import { PriceTable } from './price-table.ts'
import { type Prices, typeCosts } from './prices.ts'
import { SetValues } from './set-values.ts'

/** Which blocks of one set to visit. */
export type HuntOfSet = Omit<Hunt, 'prices' | 'available' | 'exactly'>

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

  /** The best block of a set, where `bound` is not known by what the grid says of its reduced cost. */
  best(set: TypeSet, prices: Prices, available: Int32Array, steps: number, bound?: Micros): BestOfSet {
    this.#fill(set, prices, available)
    const limit = paysBelow(prices, this)
    const hunt = { prices, available, maximalOnly: false }
    const { column, least } = bestBlock({ bound: bound ?? this.#boundOf(set), limit, steps }, (asked) =>
      this.#visit(set, { ...hunt, ...asked }),
    )
    // Of blocks that do not pay no more is said than that.
    return { column, least: column ? least : Math.min(least, limit) }
  }

  /** Visits blocks of one set; false when its steps were used up. */
  hunt(set: TypeSet, prices: Prices, available: Int32Array, hunt: HuntOfSet): boolean {
    this.#fill(set, prices, available)
    return this.#visit(set, { prices, available, ...hunt })
  }

  #fill({ bits, kind }: TypeSet, prices: Prices, available: Int32Array): void {
    this.#table.fill(prices.lots, typeCosts(kind, prices), available, bits)
  }

  /** By the table as it is filled. */
  #boundOf({ kind }: TypeSet): Micros {
    const { grid } = this.#table
    return kind.cost - this.#table.next(0, Math.min(grid.room, Math.floor(kind.room / grid.cell)), kind.most)
  }

  #visit({ bits, kind }: TypeSet, hunt: Omit<Hunt, 'exactly'>): boolean {
    return enumerateBlocks(this.#model, kind, this.#table, { exactly: bits, stop: this.#stop, ...hunt })
  }
}
