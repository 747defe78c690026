import type { Micros } from '../../time.ts'
import type { BlockKind, BlockModel } from '../model/block-model.ts'
import { keepsRuns } from '../model/runs.ts'
import type { TypeSet } from '../model/type-sets.ts'
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
import type { LeastLoads } from './hunt.ts'
import type { Prices } from './prices.ts'
import { type BestOfSet, SetTables } from './set-tables.ts'
import type { SetValue } from './set-values.ts'

/** Prices blocks under a matrix: their changeovers belong to the set of types, so each set has its own knapsack. */
export class SetPricer implements BlockPricer {
  readonly #model: BlockModel
  readonly #tables: readonly SetTables[]
  /** The set costs are the true ones, so a block may be filled up within its set. */
  readonly #exact: boolean
  readonly demand: Int32Array

  /** `stop` is asked now and then; true ends a search for blocks with what it has found. */
  constructor(model: BlockModel, stop: () => boolean = () => false) {
    this.#model = model
    this.#exact = keepsRuns(model.problem.rules)
    this.demand = demandOf(model)
    this.#tables = (model.carried ? [false, true] : [false]).map((carried) => new SetTables(model, carried, stop))
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
        if (!tables.hunt(set, listing.prices, this.demand, task) || listed.tooMany) return undefined
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
  bestOf(set: TypeSet, prices: Prices): BestOfSet {
    const tables = this.#tables.find(({ carried }) => carried === set.kind.carried) as SetTables
    return tables.best(set, prices, this.demand, findSteps)
  }

  #kindOf({ carried }: SetTables): BlockKind {
    return carried ? (this.#model.carried ?? this.#model.opened) : this.#model.opened
  }

  /** The best block of each of the most rewarding sets, and the least reduced cost of all. */
  #round(tables: SetTables, prices: Prices, available: Int32Array, { most, steps }: Round): RoundAnswer {
    const columns: Column[] = []
    const values = tables.values.all(prices, available)
    let least = values[most]?.reducedCost ?? Number.POSITIVE_INFINITY
    for (const value of values.slice(0, most)) {
      if (value.reducedCost >= paysBelow(prices, tables)) {
        least = Math.min(least, value.reducedCost)
        break
      }
      const best = tables.best(value.set, prices, available, steps, value.reducedCost)
      least = Math.min(least, best.least)
      if (best.column) columns.push(best.column)
    }
    return { columns, least }
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

/** The listing counts set-ups per type into a load; a set's knapsack counts weights alone. */
const loadsOfSet = (model: BlockModel, { bits, kind }: TypeSet, { types, total }: LeastLoads): LeastLoads => {
  const setups = kind.carried ? (model.carried?.setup ?? []) : model.opened.setup
  const most = setups.reduce((sum, setup, type) => sum + (bits & (1 << type) ? setup : 0), 0)
  return { types, total: total - most }
}
