import type { BlockModel } from './block-model.ts'
import type { Grid } from './grid.ts'
import type { Prices } from './prices.ts'
import type { TypeSet } from './type-sets.ts'

const never = Number.NEGATIVE_INFINITY

/** A set of types and a bound on the reduced cost of its blocks. */
export interface SetValue {
  readonly set: TypeSet
  readonly reducedCost: number
}

/**
 * Bounds the best block of every set of types: one knapsack row per set, made from the row of the set without its last
 * type. The limit on lots is not looked at here, which only makes the bounds lower.
 */
export class SetValues {
  readonly #model: BlockModel
  readonly #grid: Grid
  readonly #sets: ReadonlyMap<number, TypeSet>
  readonly #rows: readonly Float64Array[]
  readonly #more: Float64Array
  readonly #lightest: readonly number[]
  readonly #ranges: readonly (readonly [number, number])[]

  constructor(model: BlockModel, grid: Grid, sets: readonly TypeSet[]) {
    this.#model = model
    this.#grid = grid
    this.#sets = new Map(sets.map((set) => [set.bits, set]))
    this.#rows = Array.from({ length: model.types.length + 1 }, () => new Float64Array(grid.room + 1))
    this.#more = new Float64Array(grid.room + 1)
    this.#ranges = model.types.map((_, type) => {
      const from = model.groups.findIndex((group) => group.type === type)
      return [from, model.groups.findLastIndex((group) => group.type === type) + 1] as const
    })
    this.#lightest = this.#ranges.map(([from, to]) => Math.min(...grid.weights.subarray(from, to)))
  }

  /** All sets, the most rewarding first. */
  all(prices: Prices, available: Int32Array): SetValue[] {
    const values: SetValue[] = []
    this.#extend({ depth: 0, from: 0, bits: 0, least: 0, price: 0 }, prices, available, values)
    return values.sort((a, b) => a.reducedCost - b.reducedCost || a.set.bits - b.set.bits)
  }

  #extend(node: Chain, prices: Prices, available: Int32Array, values: SetValue[]): void {
    for (let type = node.from; type < this.#model.types.length; type++) {
      const least = node.least + (this.#lightest[type] ?? 0)
      if (least > this.#grid.room) continue
      const bits = node.bits | (1 << type)
      const price = node.price + (prices.types[type] ?? 0)
      this.#addType(node.depth, type, prices.lots, available)
      const set = this.#sets.get(bits)
      if (set) {
        const cells = Math.min(this.#grid.room, Math.floor(set.kind.room / this.#grid.cell))
        const reward = this.#rows[node.depth + 1]?.[cells] ?? never
        if (reward !== never) values.push({ set, reducedCost: set.kind.cost - reward - price })
      }
      this.#extend({ depth: node.depth + 1, from: type + 1, bits, least, price }, prices, available, values)
    }
  }

  /** Row `depth + 1` becomes the best with at least one lot of the type on top of row `depth`. */
  #addType(depth: number, type: number, rewards: Float64Array, available: Int32Array): void {
    const first = this.#rows[depth + 1] as Float64Array
    const more = this.#more
    more.set(this.#rows[depth] as Float64Array)
    first.fill(never)
    const [from, to] = this.#ranges[type] ?? [0, 0]
    for (let group = from; group < to; group++) {
      const weight = this.#grid.weights[group] ?? 0
      const reward = rewards[group] ?? 0
      const copies = Math.min(available[group] ?? 0, Math.floor(this.#grid.room / Math.max(1, weight)))
      for (let copy = 0; copy < copies; copy++) addLot(first, more, weight, reward)
    }
  }
}

interface Chain {
  readonly depth: number
  readonly from: number
  readonly bits: number
  readonly least: number
  readonly price: number
}

const addLot = (first: Float64Array, more: Float64Array, weight: number, reward: number): void => {
  for (let room = more.length - 1; room >= weight; room--) {
    const through = (more[room - weight] as number) + reward
    if (through > (first[room] as number)) first[room] = through
    if (through > (more[room] as number)) more[room] = through
  }
}
