import type { Micros } from '../time.ts'
import type { BlockKind, BlockModel } from './block-model.ts'
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
import { enumerateBlocks, type LeastLoads } from './enumerate.ts'
import { makeGrid } from './grid.ts'
import { PriceTable } from './price-table.ts'
import { type Prices, typeCosts } from './prices.ts'
import { keepsRuns } from './runs.ts'
import { type SetValue, SetValues } from './set-values.ts'
import { type TypeSet, typeSets } from './type-sets.ts'

interface Tables {
  readonly carried: boolean
  readonly sets: readonly TypeSet[]
  readonly values: SetValues
  readonly table: PriceTable
}

/** Prices blocks under a matrix: their changeovers belong to the set of types, so each set has its own knapsack. */
export class SetPricer implements BlockPricer {
  readonly #model: BlockModel
  readonly #tables: readonly Tables[]
  /** The set costs are the true ones, so a block may be filled up within its set. */
  readonly #exact: boolean
  readonly demand: Int32Array

  constructor(model: BlockModel) {
    this.#model = model
    this.#exact = keepsRuns(model.problem.rules)
    this.demand = Int32Array.from(model.groups, (group) => group.lots.length)
    this.#tables = (model.carried ? [false, true] : [false]).map((carried) => {
      const most = model.problem.rules.maxLotsPerBlock
      const setup = model.types.map(() => 0)
      const sets = typeSets(model, carried)
      // The first lot after a clean has no changeover, though its weight counts one: some sets have more room than the window.
      const room = Math.max(0, ...sets.map((set) => set.kind.room))
      const kind: BlockKind = { carried, cost: 0, room, most, setup }
      const grid = makeGrid(model, kind)
      const values = new SetValues(model, grid, sets)
      return { carried, sets, values, table: new PriceTable(model, kind, grid) }
    })
  }

  price(prices: Prices, most: number, demand: Int32Array = this.demand): Priced {
    const columns: Column[] = []
    const least: Micros[] = []
    for (const tables of this.#tables) {
      const available = Int32Array.from(demand)
      const first = this.#round(tables, prices, available, { most, steps: proveSteps })
      least.push(first.least)
      columns.push(...first.columns)
      const [best] = first.columns
      for (let next = best, pass = 0; next && pass < passes && !tables.carried; pass++) {
        takeLots(available, next)
        const more = this.#round(tables, prices, available, { most: 2, steps: findSteps }).columns
        columns.push(...more)
        next = more[0]
      }
    }
    const [opened = 0, carried] = least
    return { columns, least: { opened, ...(carried !== undefined && { carried }) } }
  }

  list(listing: Listing): Column[] | undefined {
    const listed = new ListedBlocks(listing)
    for (const tables of this.#tables) {
      const hunt = listed.hunt(tables.carried)
      const all = tables.values.all(listing.prices, this.demand)
      const useful = all.filter(({ reducedCost }) => reducedCost < hunt.below)
      const steps = Math.max(20_000, Math.ceil(listing.steps / useful.length))
      for (const { set } of useful) {
        const least = loadsOfSet(this.#model, set, listing.loads(this.#kindOf(tables)))
        const task = { ...hunt, steps, least, maximalOnly: this.#exact }
        if (!this.#hunt(tables, set, listing.prices, this.demand, task) || listed.tooMany) return undefined
      }
    }
    return listed.columns
  }

  /** All sets that a block may hold, the carried ones last. */
  get sets(): readonly TypeSet[] {
    return this.#tables.flatMap(({ sets }) => sets)
  }

  /** All sets with a bound on the reduced cost of their blocks, the carried ones last. */
  values(prices: Prices): SetValue[] {
    return this.#tables.flatMap(({ values }) => values.all(prices, this.demand))
  }

  /** The best block of one set, and a bound on its reduced cost. */
  bestOf(set: TypeSet, prices: Prices): { readonly column: Column | undefined; readonly least: Micros } {
    const tables = this.#tables.find(({ carried }) => carried === set.kind.carried) as Tables
    tables.table.fill(prices.lots, typeCosts(set.kind, prices), this.demand, set.bits)
    const grid = tables.table.grid
    const bound =
      set.kind.cost - tables.table.next(0, Math.min(grid.room, Math.floor(set.kind.room / grid.cell)), set.kind.most)
    return this.#best(tables, { set, reducedCost: bound }, prices, this.demand, findSteps)
  }

  #kindOf({ carried }: Tables): BlockKind {
    return carried ? (this.#model.carried ?? this.#model.opened) : this.#model.opened
  }

  /** The best block of each of the most rewarding sets, and the least reduced cost of all. */
  #round(tables: Tables, prices: Prices, available: Int32Array, { most, steps }: Round): RoundAnswer {
    const columns: Column[] = []
    const values = tables.values.all(prices, available)
    let least = values[most]?.reducedCost ?? Number.POSITIVE_INFINITY
    for (const value of values.slice(0, most)) {
      if (value.reducedCost >= paysBelow(prices, tables)) {
        least = Math.min(least, value.reducedCost)
        break
      }
      const best = this.#best(tables, value, prices, available, steps)
      least = Math.min(least, best.least)
      if (best.column) columns.push(best.column)
    }
    return { columns, least }
  }

  #best(tables: Tables, { set, reducedCost: bound }: SetValue, prices: Prices, available: Int32Array, steps: number) {
    let column: Column | undefined
    let reducedCost = Number.POSITIVE_INFINITY
    const take = (next: (cost: Micros) => Micros) => (found: Column, cost: Micros) => {
      column = found
      reducedCost = cost
      return next(cost)
    }
    const end = take(() => Number.NEGATIVE_INFINITY)
    this.#hunt(tables, set, prices, available, { below: bound + 1, steps: findSteps, maximalOnly: false, found: end })
    if (column) return { column, least: bound }
    const improve = take((cost) => cost)
    const limit = paysBelow(prices, tables)
    const hunt = { below: limit, steps, maximalOnly: false, found: improve }
    const complete = this.#hunt(tables, set, prices, available, hunt)
    return { column, least: complete ? Math.min(limit, reducedCost) : bound }
  }

  #hunt({ table }: Tables, { bits, kind }: TypeSet, prices: Prices, available: Int32Array, hunt: HuntOfSet): boolean {
    table.fill(prices.lots, typeCosts(kind, prices), available, bits)
    return enumerateBlocks(this.#model, kind, table, { prices, available, exactly: bits, ...hunt })
  }
}

const passes = 6

interface Round {
  readonly most: number
  readonly steps: number
}

interface RoundAnswer {
  readonly columns: readonly Column[]
  readonly least: Micros
}

interface HuntOfSet {
  readonly below: Micros
  readonly steps: number
  readonly maximalOnly: boolean
  readonly least?: LeastLoads
  stop?(): boolean
  found(column: Column, reducedCost: Micros): Micros
}

/** The listing counts set-ups per type into a load; a set's knapsack counts weights alone. */
const loadsOfSet = (model: BlockModel, { bits, kind }: TypeSet, { types, total }: LeastLoads): LeastLoads => {
  const setups = kind.carried ? (model.carried?.setup ?? []) : model.opened.setup
  const most = setups.reduce((sum, setup, type) => sum + (bits & (1 << type) ? setup : 0), 0)
  return { types, total: total - most }
}
