import type { Micros } from '../../time.ts'
import type { BlockKind, BlockModel } from '../model/block-model.ts'
import { type BestBlock, bestBlock } from './best-block.ts'
import {
  type BlockPricer,
  demandOf,
  findSteps,
  ListedBlocks,
  type Listing,
  type Priced,
  paysBelow,
  proveSteps,
  takeLots,
} from './block-pricer.ts'
import type { Column } from './column.ts'
import { enumerateBlocks } from './enumerate.ts'
import { makeGrid } from './grid.ts'
import { PriceTable } from './price-table.ts'
import { type Prices, typeCosts } from './prices.ts'

/** Prices blocks whose types cost a set-up each. */
export class SetupPricer implements BlockPricer {
  readonly #model: BlockModel
  readonly #tables: readonly { readonly kind: BlockKind; readonly table: PriceTable }[]
  readonly #stop: () => boolean
  readonly demand: Int32Array

  /** `stop` is asked now and then; true ends a search for blocks with what it has found. */
  constructor(model: BlockModel, stop: () => boolean = () => false) {
    this.#model = model
    this.#stop = stop
    const kinds = model.carried ? [model.opened, model.carried] : [model.opened]
    this.#tables = kinds.map((kind) => ({ kind, table: new PriceTable(model, makeGrid(model, kind)) }))
    this.demand = demandOf(model)
  }

  /** The least reduced cost of each kind and up to `most` blocks that share no lots, best first. */
  price(prices: Prices, most: number, demand: Int32Array = this.demand): Priced {
    const columns: Column[] = []
    const least: Micros[] = []
    for (const { kind, table } of this.#tables) {
      const available = Int32Array.from(demand)
      const first = this.#best(kind, table, prices, available, proveSteps)
      least.push(first.least)
      let next = first
      const wanted = kind.carried ? 1 : most
      for (let found = 0; next.column && next.reducedCost < paysBelow(prices, kind); ) {
        columns.push(next.column)
        found++
        if (found >= wanted) break
        takeLots(available, next.column)
        next = this.#best(kind, table, prices, available, findSteps)
      }
    }
    const [opened = 0, carried] = least
    return { columns, least: { opened, ...(carried !== undefined && { carried }) } }
  }

  list(listing: Listing, demand: Int32Array = this.demand): Column[] | undefined {
    const listed = new ListedBlocks(listing)
    for (const { kind, table } of this.#tables) {
      table.fill(listing.prices.lots, typeCosts(kind, listing.prices), demand)
      const complete = enumerateBlocks(this.#model, kind, table, {
        ...listed.hunt(kind.carried),
        available: demand,
        maximalOnly: this.#model.exact,
        least: listing.loads(kind),
        steps: listing.steps,
      })
      if (!complete || listed.tooMany) return undefined
    }
    return listed.columns
  }

  #best(kind: BlockKind, table: PriceTable, prices: Prices, available: Int32Array, steps: number): BestBlock {
    const costs = typeCosts(kind, prices)
    table.fill(prices.lots, costs, available)
    const bound = kind.cost - table.best(costs)
    if (bound === Number.POSITIVE_INFINITY) return { column: undefined, reducedCost: bound, least: bound }
    return bestBlock({ bound, limit: paysBelow(prices, kind), steps }, (hunt) =>
      enumerateBlocks(this.#model, kind, table, { prices, available, maximalOnly: false, stop: this.#stop, ...hunt }),
    )
  }
}
