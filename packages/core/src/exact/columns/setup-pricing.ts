import type { Micros } from '../../time.ts'
import type { BlockKind, BlockModel } from '../model/block-model.ts'
import {
  type BlockPricer,
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
    this.demand = Int32Array.from(model.groups, (group) => group.lots.length)
  }

  /** The least reduced cost of each kind and up to `most` blocks that share no lots, best first. */
  price(prices: Prices, most: number, demand: Int32Array = this.demand): Priced {
    const columns: Column[] = []
    const least: Micros[] = []
    for (const { kind, table } of this.#tables) {
      const available = Int32Array.from(demand)
      const first = this.#best(kind, table, prices, available, proveSteps)
      least.push(first.least)
      let next: Best = first
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

  /** The grid's optimum is taken when a true block reaches it; otherwise branch and bound decides, as far as `steps` go. */
  #best(kind: BlockKind, table: PriceTable, prices: Prices, available: Int32Array, steps: number): Best {
    const costs = typeCosts(kind, prices)
    table.fill(prices.lots, costs, available)
    const bound = kind.cost - table.best(costs)
    let column: Column | undefined
    let reducedCost = Number.POSITIVE_INFINITY
    const take = (next: (cost: Micros) => Micros) => (found: Column, cost: Micros) => {
      column = found
      reducedCost = cost
      return next(cost)
    }
    const hunt = { prices, available, maximalOnly: false, stop: this.#stop }
    if (bound === Number.POSITIVE_INFINITY) return { column, reducedCost, least: bound }
    enumerateBlocks(this.#model, kind, table, {
      ...hunt,
      below: bound + 1,
      steps: findSteps,
      found: take(() => Number.NEGATIVE_INFINITY),
    })
    const limit = paysBelow(prices, kind)
    if (column || bound >= limit) return { column, reducedCost, least: bound }
    const complete = enumerateBlocks(this.#model, kind, table, {
      ...hunt,
      below: limit,
      steps,
      found: take((cost) => cost),
    })
    return { column, reducedCost, least: complete ? Math.min(limit, reducedCost) : bound }
  }
}

interface Best {
  readonly column: Column | undefined
  readonly reducedCost: Micros
  /** No block costs less: exact, or rounded down by the grid. */
  readonly least: Micros
}
