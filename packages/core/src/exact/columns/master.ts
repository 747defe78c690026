import type { BlockModel } from '../model/block-model.ts'
import { type Column, columnKey, costHours } from './column.ts'
import { columnEntries, passDown, rowsOf, slacks } from './cover-rows.ts'
import { guarded, type LpModel, type ModelHost, modelStatus, sparse } from './linear-program.ts'
import type { Region } from './region.ts'

/** Prices from the master program, hours; the bound turns them into exact integers itself. */
export interface Duals {
  readonly lots: Float64Array
  readonly types: Float64Array
  /** Of one more opened block, and of the block carried in. */
  readonly blocks: Float64Array
  /** Of one more type in a block that has one. */
  readonly joins?: number
}

export interface LpAnswer {
  readonly value: number
  readonly duals: Duals
  /** Value of each column, in the order they were added. */
  readonly use: Float64Array
}

/**
 * The covering program over the blocks known so far, kept in HiGHS with its basis: cover every lot, keep the numbers of
 * blocks and of (block, type) incidences inside the region. A longer lot's place may also take a shorter one of its type;
 * these columns of cost zero change no optimum and steady the prices.
 */
export class Master {
  readonly columns: Column[] = []
  readonly #known = new Set<string>()
  readonly #model: BlockModel
  readonly #lp: LpModel
  readonly #fixed: number
  #sound = true

  constructor(model: BlockModel, host: ModelHost) {
    this.#model = model
    const rows = rowsOf(model)
    const fixed = [...passDown(model), ...slacks(model)]
    this.#fixed = fixed.length
    const infinite = Number.POSITIVE_INFINITY
    this.#lp = host.createModel({
      numCols: fixed.length,
      numRows: rows,
      colCost: fixed.map(({ cost }) => cost),
      colLower: fixed.map(() => 0),
      colUpper: fixed.map(() => infinite),
      rowLower: [...model.groups.map(({ lots }) => lots.length), ...model.types.map(() => 0), 0, 0, -infinite],
      rowUpper: [...model.groups.map(() => infinite), ...model.types.map(() => infinite), infinite, 1, infinite],
      matrix: sparse(fixed, rows),
    })
    // Primal simplex: columns come in, so the old basis stays primal feasible.
    this.#lp.options.set({ output_flag: false, presolve: 'off', simplex_strategy: 4, random_seed: 1 })
  }

  /** Adds the columns that are new; returns how many were. */
  add(columns: readonly Column[]): number {
    const fresh: Column[] = []
    for (const column of columns) {
      const key = columnKey(column)
      if (this.#known.has(key)) continue
      this.#known.add(key)
      fresh.push(column)
    }
    if (fresh.length === 0) return 0
    this.#change(() =>
      this.#lp.addCols({
        cost: fresh.map(costHours),
        lower: fresh.map(() => 0),
        upper: fresh.map(() => Number.POSITIVE_INFINITY),
        matrix: sparse(
          fresh.map((column) => columnEntries(this.#model, column)),
          rowsOf(this.#model),
        ),
      }),
    )
    this.columns.push(...fresh)
    return fresh.length
  }

  restrict(region: Region): void {
    const groups = this.#model.groups.length
    this.#change(() => {
      for (const [type, { low, high }] of region.types.entries()) this.#lp.changeRowBounds(groups + type, low, high)
      const blocks = groups + region.types.length
      this.#lp.changeRowBounds(blocks, region.blocks.low, region.blocks.high)
      // Without joins the row says nothing, and has no price.
      const joins = region.joins > 0 ? region.joins : Number.NEGATIVE_INFINITY
      this.#lp.changeRowBounds(blocks + 2, joins, Number.POSITIVE_INFINITY)
    })
  }

  /** How many lots of each group are still to be covered; diving lowers it block by block. */
  demand(lots: Int32Array): void {
    this.#change(() => {
      for (const [group, count] of lots.entries()) this.#lp.changeRowBounds(group, count, Number.POSITIVE_INFINITY)
    })
  }

  /** A model that refused a change is not what we think it is: it answers nothing from then on. */
  #change(change: () => unknown): void {
    if (this.#sound) this.#sound = guarded(() => [change()]) !== undefined
  }

  solve(secondsLeft: number): LpAnswer | undefined {
    if (!this.#sound) return undefined
    return guarded(() => {
      if (Number.isFinite(secondsLeft)) {
        this.#lp.zeroAllClocks()
        this.#lp.options.set({ time_limit: Math.max(0.05, secondsLeft) })
      }
      this.#lp.run()
      if (this.#lp.getModelStatus() !== modelStatus.optimal) return undefined
      const { colValue, rowDual } = this.#lp.getSolution()
      const groups = this.#model.groups.length
      const blocks = groups + this.#model.types.length
      const duals = {
        lots: rowDual.slice(0, groups),
        types: rowDual.slice(groups, blocks),
        blocks: rowDual.slice(blocks, blocks + 2),
        joins: rowDual[blocks + 2] ?? 0,
      }
      return { value: this.#lp.getObjectiveValue(), duals, use: colValue.slice(this.#fixed) }
    })
  }

  dispose(): void {
    guarded(() => this.#lp.dispose())
  }
}
