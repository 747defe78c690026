import { gcd } from '../../gcd.ts'
import { bitCount } from '../../partition.ts'
import type { Dice } from '../../random.ts'
import type { Micros } from '../../time.ts'
import type { BlockKind, BlockModel } from './block-model.ts'
import { type Competition, Knapsack } from './knapsack.ts'
import { mostTypesInSets, type TypeSet, typeSets } from './type-sets.ts'

/** Weights are rounded up to this many cells when hours have no coarser unit: what rounding loses no move finds again. */
const cells = 3_000

/** Sets of types that are tried for one block under a matrix. */
const setsDrawn = 4

/** Fills one block from a few lots by knapsack, not always the same way. */
export class BlockFiller {
  /** Of each lot, as an index into the model's types. */
  readonly type: Int32Array
  readonly weight: Float64Array
  readonly #model: BlockModel
  readonly #dice: Dice
  readonly #cell: Micros
  readonly #cells: number
  readonly #knapsack: Knapsack
  readonly #sets: readonly TypeSet[]
  readonly #setups: Int32Array

  constructor(model: BlockModel, dice: Dice) {
    this.#model = model
    this.#dice = dice
    this.#cell = cellOf(model)
    this.#sets = model.exact || model.types.length > mostTypesInSets ? [] : typeSets(model, false)
    const widest = Math.max(model.opened.room, model.carried?.room ?? 0)
    this.#cells = Math.floor(widest / this.#cell)
    this.#knapsack = new Knapsack(this.#cells)
    this.#setups = Int32Array.from(model.opened.setup, (setup) => Math.ceil(setup / this.#cell))
    this.type = new Int32Array(model.problem.lots.length)
    this.weight = new Float64Array(model.problem.lots.length)
    for (const group of model.groups)
      for (const lot of group.lots) {
        this.type[lot] = group.type
        this.weight[lot] = group.weight
      }
  }

  /** Lots of one block: as much reward as fits, each more or less than its weight by noise, each type at a penalty. */
  fill(kind: BlockKind, lots: readonly number[], noise: number, penalty: Micros): number[] {
    const rewards = lots.map((lot) => (this.weight[lot] ?? 0) * (1 + noise * this.#dice.next()))
    if (this.#sets.length > 0 && !kind.carried) return this.#fillSet(lots, rewards, penalty)
    const competition: Competition = {
      types: lots.map((lot) => this.type[lot] ?? 0),
      weights: lots.map((lot) => Math.ceil((this.weight[lot] ?? 0) / this.#cell)),
      rewards,
      setups: kind === this.#model.opened ? this.#setups : kind.setup.map((setup) => Math.ceil(setup / this.#cell)),
      costs: kind.setup.map((setup) => setup + penalty),
    }
    const chosen = this.#knapsack.choose(competition, Math.max(0, Math.floor(kind.room / this.#cell)))
    return chosen.slice(0, Math.min(chosen.length, kind.most)).map((at) => lots[at] ?? -1)
  }

  /** Under a matrix a block's room depends on its set of types: the best filling of a few sets drawn by chance. */
  #fillSet(lots: readonly number[], rewards: readonly number[], penalty: Micros): number[] {
    const present = lots.reduce((bits, lot) => bits | (1 << (this.type[lot] ?? 0)), 0)
    const possible = this.#sets.filter(({ bits }) => (bits & ~present) === 0)
    let best: readonly number[] = []
    let most = Number.NEGATIVE_INFINITY
    for (let draw = 0; draw < setsDrawn && possible.length > 0; draw++) {
      const { bits, kind } = possible[this.#dice.below(possible.length)] as TypeSet
      const places = [...lots.keys()].filter((at) => bits & (1 << (this.type[lots[at] ?? 0] ?? 0)))
      const competition: Competition = {
        types: places.map((at) => this.type[lots[at] ?? 0] ?? 0),
        weights: places.map((at) => Math.ceil((this.weight[lots[at] ?? 0] ?? 0) / this.#cell)),
        rewards: places.map((at) => rewards[at] ?? 0),
        setups: kind.setup,
        costs: kind.setup,
      }
      const cells = Math.min(this.#cells, Math.floor(kind.room / this.#cell))
      const chosen = this.#knapsack.choose(competition, cells).map((at) => places[at] ?? 0)
      const worth = chosen.reduce((sum, at) => sum + (rewards[at] ?? 0), 0) - kind.cost - penalty * bitCount(bits)
      if (worth <= most) continue
      most = worth
      best = chosen
    }
    return best.slice(0, Math.min(best.length, this.#model.opened.most)).map((at) => lots[at] ?? -1)
  }
}

const cellOf = (model: BlockModel): Micros => {
  const sizes = [...model.groups.map((group) => group.weight), ...model.opened.setup].filter((size) => size > 0)
  const exact = sizes.reduce((a, b) => gcd(a, b), 0)
  const coarse = Math.ceil(model.opened.room / cells)
  return Math.max(exact, coarse)
}
