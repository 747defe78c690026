import type { BlockModel } from '../model/block-model.ts'
import type { TypeSet } from '../model/type-sets.ts'
import type { Grid } from './grid.ts'
import type { Prices } from './prices.ts'

const never = Number.NEGATIVE_INFINITY

/** A set of types and a bound on the reduced cost of its blocks. */
export interface SetValue {
  readonly set: TypeSet
  readonly reducedCost: number
}

/**
 * Bounds the best block of every set of types. One half of the types at a time: a knapsack row for every choice of them,
 * made from the row of the choice without its last type. A set is then worth the best division of its room between its two
 * halves. The limit on lots is not looked at here, which only makes the bounds lower.
 */
export class SetValues {
  readonly #model: BlockModel
  readonly #grid: Grid
  readonly #sets: readonly TypeSet[]
  readonly #low: Half
  readonly #high: Half
  readonly #more: Float64Array
  readonly #ranges: readonly (readonly [number, number])[]

  constructor(model: BlockModel, grid: Grid, sets: readonly TypeSet[]) {
    this.#model = model
    this.#grid = grid
    this.#sets = sets
    const middle = model.types.length >> 1
    this.#low = new Half(0, middle, grid)
    this.#high = new Half(middle, model.types.length - middle, grid)
    this.#more = new Float64Array(grid.room + 1)
    this.#ranges = model.types.map((_, type) => {
      const from = model.groups.findIndex((group) => group.type === type)
      return [from, model.groups.findLastIndex((group) => group.type === type) + 1] as const
    })
  }

  /** All sets that lots are left for, the most rewarding first. */
  all(prices: Prices, available: Int32Array): SetValue[] {
    for (const half of [this.#low, this.#high]) this.#fill(half, prices.lots, available)
    const values: SetValue[] = []
    for (const set of this.#sets) {
      const reward = this.#rewardOf(set)
      if (reward === never) continue
      const price = this.#model.types.reduce(
        (sum, _, type) => sum + (set.bits & (1 << type) ? (prices.types[type] ?? 0) : 0),
        0,
      )
      values.push({ set, reducedCost: set.kind.cost - reward - price })
    }
    return values.sort((a, b) => a.reducedCost - b.reducedCost || a.set.bits - b.set.bits)
  }

  #rewardOf({ bits, kind }: TypeSet): number {
    const cells = Math.min(this.#grid.room, Math.floor(kind.room / this.#grid.cell))
    const low = this.#low.rowOf(bits)
    const high = this.#high.rowOf(bits)
    let best = never
    for (let room = 0; room <= cells; room++) {
      const both = (low[room] as number) + (high[cells - room] as number)
      if (both > best) best = both
    }
    return best
  }

  #fill(half: Half, rewards: Float64Array, available: Int32Array): void {
    for (let choice = 1; choice < half.rows.length; choice++) {
      const last = 31 - Math.clz32(choice)
      const before = half.rows[choice ^ (1 << last)] as Float64Array
      this.#addType(half.first + last, before, half.rows[choice] as Float64Array, rewards, available)
    }
  }

  /** A row becomes the best with at least one lot of the type on top of another row. */
  #addType(type: number, before: Float64Array, row: Float64Array, rewards: Float64Array, available: Int32Array): void {
    const more = this.#more
    more.set(before)
    row.fill(never)
    const [from, to] = this.#ranges[type] ?? [0, 0]
    for (let group = from; group < to; group++) {
      const weight = this.#grid.weights[group] ?? 0
      const copies = Math.min(available[group] ?? 0, Math.floor(this.#grid.room / Math.max(1, weight)))
      for (let copy = 0; copy < copies; copy++) addLot(row, more, weight, rewards[group] ?? 0)
    }
  }
}

/** Knapsack rows of every choice of some types that follow each other, the empty choice first. */
class Half {
  readonly first: number
  readonly rows: readonly Float64Array[]

  constructor(first: number, count: number, grid: Grid) {
    this.first = first
    this.rows = Array.from({ length: 1 << count }, () => new Float64Array(grid.room + 1))
  }

  rowOf(bits: number): Float64Array {
    return this.rows[(bits >> this.first) & (this.rows.length - 1)] as Float64Array
  }
}

const addLot = (row: Float64Array, more: Float64Array, weight: number, reward: number): void => {
  for (let room = more.length - 1; room >= weight; room--) {
    const through = (more[room - weight] as number) + reward
    if (through > (row[room] as number)) row[room] = through
    if (through > (more[room] as number)) more[room] = through
  }
}
