import type { BlockModel } from '../model/block-model.ts'
import type { Grid } from './grid.ts'
import { openType, takeLot } from './price-rows.ts'

const never = Number.NEGATIVE_INFINITY

/**
 * Best reward of the groups from one on, for every room on the grid: a knapsack with class set-ups. Row by group, three
 * kinds of row: its type is open already (`more`), open but still without a lot (`first`), or not yet decided (`next`, by
 * type). Never below what exact weights allow, hence a completion bound for enumeration too.
 */
export class PriceTable {
  readonly grid: Grid
  readonly #model: BlockModel
  readonly #size: number
  readonly #layer: number
  readonly #more: Float64Array[]
  /** Rows of their own where opening a type pays even without a lot; otherwise the `more` rows serve. */
  readonly #first: Float64Array[]
  readonly #ownFirst = new Map<number, Float64Array>()
  readonly #next: Float64Array[]

  constructor(model: BlockModel, grid: Grid) {
    this.grid = grid
    this.#model = model
    this.#layer = grid.room + 1
    this.#size = this.#layer * (grid.layers + 1)
    const row = (): Float64Array => new Float64Array(this.#size)
    this.#more = model.groups.map(row)
    this.#first = [...this.#more]
    this.#next = [...model.types.map(row), row()]
  }

  /**
   * Fills the tables for these rewards; `available` says how many lots of each group a block may take, `exactly` which
   * types it must have, as bits, and no others.
   */
  fill(rewards: Float64Array, typeCosts: Float64Array, available: Int32Array, exactly?: number): void {
    let end = this.#model.groups.length
    for (let type = this.#model.types.length - 1; type >= 0; type--) {
      const start = this.#startOf(type, end)
      const allowed = exactly === undefined || (exactly & (1 << type)) !== 0
      const next = this.#nextRow(type)
      if (exactly !== undefined && allowed) next.fill(never)
      else next.set(this.#nextRow(type + 1))
      if (allowed) {
        const strict = exactly !== undefined || (typeCosts[type] ?? 0) < 0
        for (let at = start; at < end; at++) this.#first[at] = strict ? this.#ownRow(at) : this.#moreRow(at)
        this.#fillType(type, start, end, rewards, available)
        this.#openType(type, start, typeCosts[type] ?? 0)
      }
      end = start
    }
  }

  #ownRow(group: number): Float64Array {
    const row = this.#ownFirst.get(group) ?? new Float64Array(this.#size)
    this.#ownFirst.set(group, row)
    return row
  }

  #startOf(type: number, end: number): number {
    let start = end
    while (this.#model.groups[start - 1]?.type === type) start--
    return start
  }

  #fillType(type: number, start: number, end: number, rewards: Float64Array, available: Int32Array): void {
    let more = this.#nextRow(type + 1)
    let first: Float64Array | undefined
    for (let at = end - 1; at >= start; at--) {
      this.#fillGroup(at, rewards[at] ?? 0, available[at] ?? 0, more, first)
      more = this.#moreRow(at)
      first = this.#firstRow(at)
    }
  }

  #openType(type: number, start: number, cost: number): void {
    openType(this.grid, this.#nextRow(type), this.#firstRow(start), this.grid.setups[type] ?? 0, cost)
  }

  /** Best reward of a block with at least one lot; −Infinity when no lot fits. */
  best(typeCosts: Float64Array): number {
    let best = never
    let at = 0
    for (let type = 0; type < this.#model.types.length; type++) {
      const room = this.grid.room - (this.grid.setups[type] ?? 0)
      if (room >= 0) best = Math.max(best, (this.#firstRow(at)[this.#top(room)] ?? never) - (typeCosts[type] ?? 0))
      while (this.#model.groups[at]?.type === type) at++
    }
    return best
  }

  /** With the type of `group` open: what the lots from `group` on may still earn. */
  more(group: number, room: number, lotsLeft: number): number {
    return this.#moreRow(group)[this.#index(room, lotsLeft)] ?? never
  }

  first(group: number, room: number, lotsLeft: number): number {
    return this.#firstRow(group)[this.#index(room, lotsLeft)] ?? never
  }

  /** With no type from `type` on open yet. */
  next(type: number, room: number, lotsLeft: number): number {
    return this.#nextRow(type)[this.#index(room, lotsLeft)] ?? never
  }

  #moreRow(group: number): Float64Array {
    return this.#more[group] as Float64Array
  }

  #firstRow(group: number): Float64Array {
    return this.#first[group] as Float64Array
  }

  #nextRow(type: number): Float64Array {
    return this.#next[type] as Float64Array
  }

  #top(room: number): number {
    return this.grid.layers * this.#layer + room
  }

  #index(room: number, lotsLeft: number): number {
    return Math.min(lotsLeft, this.grid.layers) * this.#layer + room
  }

  #fillGroup(at: number, reward: number, available: number, after: Float64Array, firstAfter?: Float64Array): void {
    const row = this.#moreRow(at)
    const first = this.#firstRow(at)
    const weight = this.grid.weights[at] ?? 0
    const copies = Math.min(available, weight > 0 ? Math.floor(this.grid.room / weight) : available)
    row.set(after)
    if (first === row) {
      for (let copy = 0; copy < copies; copy++) takeLot(this.grid, row, row, weight, reward)
      return
    }
    if (firstAfter) first.set(firstAfter)
    else first.fill(never)
    if (copies === 0) return
    for (let copy = 1; copy < copies; copy++) takeLot(this.grid, row, row, weight, reward)
    takeLot(this.grid, first, row, weight, reward)
    takeLot(this.grid, row, row, weight, reward)
  }
}
