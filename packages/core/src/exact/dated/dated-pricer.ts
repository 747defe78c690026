import type { Micros } from '../../time.ts'
import { type BlockPricer, demandOf, type Listing, type Priced } from '../columns/block-pricer.ts'
import { type Column, columnKey } from '../columns/column.ts'
import type { Prices } from '../columns/prices.ts'
import { SetupPricer } from '../columns/setup-pricing.ts'
import type { BlockModel } from '../model/block-model.ts'
import type { DatedModel } from './dated-model.ts'

/** Prices blocks whose lots have a moment in common, one moment after the other. */
export class DatedPricer implements BlockPricer {
  readonly demand: Int32Array
  readonly #dated: DatedModel
  readonly #opened: SetupPricer
  readonly #carried: SetupPricer | undefined
  /** Asked before each moment: true ends a round without any bound. */
  readonly #stop: () => boolean

  constructor(dated: DatedModel, stop: () => boolean) {
    const { carried, ...opened }: BlockModel = dated.model
    this.#dated = dated
    this.#stop = stop
    this.demand = demandOf(dated.model)
    this.#opened = new SetupPricer(opened, stop)
    this.#carried = carried && new SetupPricer(dated.model, stop)
  }

  /** The least reduced cost of each kind, and for each moment the best block that pays. */
  price(prices: Prices): Priced {
    const columns: Column[] = []
    let opened: Micros = Number.POSITIVE_INFINITY
    for (const available of this.#dated.opened) {
      if (this.#stop()) return { columns, least: { opened: Number.NEGATIVE_INFINITY } }
      const best = this.#opened.price(prices, 1, available)
      columns.push(...best.columns)
      opened = Math.min(opened, best.least.opened)
    }
    // Where no lot fits an opened block, there is none that could fall short of its prices.
    if (opened === Number.POSITIVE_INFINITY) opened = 0
    if (!this.#carried) return { columns, least: { opened } }
    const first = this.#carried.price(prices, 1, this.#dated.carried)
    columns.push(...first.columns.filter(({ carried }) => carried))
    return { columns, least: { opened, carried: first.least.carried ?? 0 } }
  }

  /** Each block once, however many moments suit it. */
  list(listing: Listing): Column[] | undefined {
    const all = new Map<string, Column>()
    const take = (pricer: SetupPricer, available: Int32Array, carried: boolean): boolean => {
      const columns = pricer.list(listing, available)
      for (const column of columns ?? []) if (column.carried === carried) all.set(columnKey(column), column)
      return columns !== undefined && all.size <= listing.most
    }
    if (!this.#dated.opened.every((available) => take(this.#opened, available, false))) return undefined
    if (this.#carried && !take(this.#carried, this.#dated.carried, true)) return undefined
    return [...all.values()]
  }
}
