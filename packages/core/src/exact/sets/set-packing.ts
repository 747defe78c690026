import { type Micros, microsPerHour } from '../../time.ts'
import { type Column, columnKey } from '../columns/column.ts'
import { passDown } from '../columns/cover-rows.ts'
import {
  guarded,
  type LpModel,
  type ModelHost,
  modelStatus,
  type SparseColumn,
  sparse,
} from '../columns/linear-program.ts'
import { type Prices, roundPrices } from '../columns/prices.ts'
import type { SetPricer } from '../columns/set-pricing.ts'
import type { BlockModel } from '../model/block-model.ts'
import type { TypeSet } from '../model/type-sets.ts'

/** How many blocks of one set. */
export interface SetCount {
  readonly set: TypeSet
  readonly count: number
}

/**
 * Whether blocks of given sets can hold all lots, at least in fractions: a covering program over fillings of these sets
 * alone, in which a lot left out costs its weight. Prices under which the blocks are worth less than the lots prove that
 * they cannot.
 */
export class SetPacking {
  readonly #model: BlockModel
  readonly #host: ModelHost
  readonly #pricer: SetPricer
  readonly #known: Column[]
  readonly #keys: Set<string>

  constructor(model: BlockModel, host: ModelHost, pricer: SetPricer, known: readonly Column[]) {
    this.#model = model
    this.#host = host
    this.#pricer = pricer
    this.#known = [...known]
    this.#keys = new Set(known.map(columnKey))
  }

  /** Prices that prove it impossible, the sharpest last; none when it is possible, or when `seconds` were too few to say. */
  refute(blocks: readonly SetCount[], spent: () => boolean): Prices[] {
    return guarded(() => this.#generate(blocks, spent)) ?? []
  }

  #generate(blocks: readonly SetCount[], spent: () => boolean): Prices[] {
    const rowOf = new Map(blocks.map(({ set }, row) => [keyOfSet(set), this.#model.groups.length + row]))
    const entries = (column: Column): SparseColumn => ({
      rows: [...column.groups, rowOf.get(keyOfColumn(column)) ?? 0],
      values: [...column.counts, 1],
    })
    const lp = this.#open(blocks, this.#known.filter((column) => rowOf.has(keyOfColumn(column))).map(entries))
    try {
      const proofs: Prices[] = []
      let sharpest = proved
      for (let round = 0; round < mostRounds; round++) {
        lp.run()
        if (lp.getModelStatus() !== modelStatus.optimal) break
        const missing = lp.getObjectiveValue() * microsPerHour
        if (missing < proved) break
        const prices = this.#pricesOf(lp)
        const { gap, columns } = this.#price(blocks, prices)
        if (gap > sharpest) {
          proofs.push(prices)
          sharpest = gap
        }
        const fresh = columns.filter((column) => !this.#keys.has(columnKey(column)))
        if (fresh.length === 0 || gap > nearlyAll * missing || spent()) break
        for (const column of fresh) this.#keys.add(columnKey(column))
        this.#known.push(...fresh)
        lp.addCols({
          cost: fresh.map(() => 0),
          lower: fresh.map(() => 0),
          upper: fresh.map(() => infinite),
          matrix: sparse(fresh.map(entries), this.#model.groups.length + blocks.length),
        })
      }
      return proofs
    } finally {
      lp.dispose()
    }
  }

  #open(blocks: readonly SetCount[], entries: readonly SparseColumn[]): LpModel {
    const { groups } = this.#model
    const pass = passDown(this.#model)
    const left = groups.map((_, at) => ({ rows: [at], values: [1] }))
    const columns = [...pass, ...left, ...entries]
    const rows = groups.length + blocks.length
    const lp = this.#host.createModel({
      numCols: columns.length,
      numRows: rows,
      colCost: columns.map((_, at) => (groups[at - pass.length]?.weight ?? 0) / microsPerHour),
      colLower: columns.map(() => 0),
      colUpper: columns.map(() => infinite),
      rowLower: [...groups.map(({ lots }) => lots.length), ...blocks.map(() => 0)],
      rowUpper: [...groups.map(() => infinite), ...blocks.map(({ count }) => count)],
      matrix: sparse(columns, rows),
    })
    lp.options.set({ output_flag: false, presolve: 'off', simplex_strategy: 4, random_seed: 1 })
    return lp
  }

  #pricesOf(lp: LpModel): Prices {
    const { groups, types } = this.#model
    const lots = lp.getSolution().rowDual.slice(0, groups.length)
    return roundPrices(this.#model, { lots, types: new Float64Array(types.length), blocks: new Float64Array(2) })
  }

  /** By how much the lots are worth more than the blocks can hold, and the best filling of each set. */
  #price(blocks: readonly SetCount[], prices: Prices): { readonly gap: Micros; readonly columns: readonly Column[] } {
    const columns: Column[] = []
    let gap = worthOf(this.#model, prices)
    for (const { set, count } of blocks) {
      const { column, least } = this.#pricer.bestOf(set, prices)
      gap -= count * (set.kind.cost - least)
      if (column) columns.push(column)
    }
    return { gap, columns }
  }
}

/** What all lots are worth under these prices. */
export const worthOf = ({ groups }: BlockModel, { lots }: Prices): Micros =>
  groups.reduce((sum, group, at) => sum + group.lots.length * (lots[at] ?? 0), 0)

const infinite = Number.POSITIVE_INFINITY
const mostRounds = 60
/** Proofs by less than this owe too much to rounding. */
const proved: Micros = microsPerHour / 1_000
/** A proof this close to what the fractions leave out cannot become much sharper. */
const nearlyAll = 0.8

export const keyOfSet = ({ bits, kind }: TypeSet): string => `${kind.carried}${bits}`

export const keyOfColumn = ({ carried, types }: Pick<Column, 'carried' | 'types'>): string =>
  `${carried}${types.reduce((bits, type) => bits | (1 << type), 0)}`
