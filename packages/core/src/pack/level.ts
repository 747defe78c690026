import { type Dice, drawTolerance, shuffled } from '../random.ts'
import type { Budget } from '../search.ts'
import type { Micros } from '../time.ts'
import type { PackModel } from './model.ts'
import { type TypeGroup, twoSetupsOf } from './type-groups.ts'

/** Moves that are tried in one step of the budget. */
const triesPerStep = 1000

/** How much overflow a move may add, in mean lots, at the start and at the end. */
const hot = 0.1
const cold = 0.001

/**
 * Lots of a group of types in so many blocks, poured one type after the other, some blocks too full. Moves between lots of
 * one type then level the blocks until none is; which types a block has stays as it was poured.
 */
export class Levelling {
  readonly #dice: Dice
  /** Lots type by type; by place in that list: weight, type and block. */
  readonly #lots: readonly number[]
  readonly #weight: Float64Array
  readonly #run: Int32Array
  readonly #block: Int32Array
  /** Where each type begins in the list, and at last its end. */
  readonly #begins: number[]
  /** Room that a block has left; negative where it is too full. */
  readonly #spare: Float64Array
  /** Lots per block and type. */
  readonly #count: Int32Array
  /** What lies beyond the room of blocks. */
  #overflow = 0

  constructor(model: PackModel, { types, blocks }: TypeGroup, dice: Dice) {
    const { first, further } = twoSetupsOf(model)
    const runs = shuffled(dice, types).map((type) => shuffled(dice, model.lotsOfType[type] as readonly number[]))
    this.#dice = dice
    this.#lots = runs.flat()
    this.#begins = [0]
    for (const run of runs) this.#begins.push((this.#begins.at(-1) as number) + run.length)
    this.#weight = Float64Array.from(this.#lots, (lot) => model.weights[lot] as Micros)
    this.#run = Int32Array.from(runs.flatMap((lots, run) => lots.map(() => run)))
    this.#block = new Int32Array(this.#lots.length)
    this.#count = new Int32Array(blocks * runs.length)
    this.#spare = new Float64Array(blocks).fill(model.room - first)
    this.#pour(further)
    for (const spare of this.#spare) this.#overflow += Math.max(0, -spare)
  }

  /** Moves lots until no block is too full; false when that did not come about. */
  run(steps: number, budget: Budget): boolean {
    const mean = this.#weight.reduce((sum, weight) => sum + weight, 0) / this.#lots.length
    for (let step = 0; step < steps && this.#overflow > 0 && !budget.spent(); step++) {
      this.#tryMany(mean * hot * (cold / hot) ** (step / steps))
    }
    return this.#overflow === 0
  }

  /** A function of its own for the same reason as in annealing. */
  #tryMany(temperature: number): void {
    for (let k = 0; k < triesPerStep && this.#overflow > 0; k++) this.#tryOne(temperature)
  }

  /** Tells the block of each lot, counted from `offset`. */
  tell(blockOf: Int32Array, offset: number): void {
    for (const [at, lot] of this.#lots.entries()) blockOf[lot] = offset + (this.#block[at] as number)
  }

  /**
   * A lot goes where most of it lies when every block keeps the same room to spare: whole types can then level themselves,
   * and little has to be passed on from one to the next. For that the first lot of a type always shares a block with the
   * type before it.
   */
  #pour(further: Micros): void {
    const blocks = this.#spare.length
    const whole = this.#spare[0] as Micros
    const poured = this.#weight.reduce((sum, weight) => sum + weight, 0) + further * (this.#begins.length - 2)
    const even = whole - poured / blocks
    let block = 0
    let ahead = 0
    for (let at = 0; at < this.#lots.length; at++) {
      const weight = this.#weight[at] as number
      const left = (this.#spare[block] as number) - even
      if (at > 0 && this.#run[at] !== this.#run[at - 1]) this.#spare[block] = (this.#spare[block] as number) - further
      else if (left + ahead < weight / 2 && block < blocks - 1) {
        ahead += left
        block += 1
      }
      this.#spare[block] = (this.#spare[block] as number) - weight
      this.#block[at] = block
      this.#recount(at, block, 1)
    }
  }

  #recount(at: number, block: number, change: number): number {
    const pair = block * (this.#begins.length - 1) + (this.#run[at] as number)
    const count = (this.#count[pair] as number) + change
    this.#count[pair] = count
    return count
  }

  /** Exchanges two lots of a type, or moves one to where another is; the last of its type stays in its block. */
  #tryOne(temperature: number): void {
    const a = this.#dice.below(this.#lots.length)
    const begin = this.#begins[this.#run[a] as number] as number
    const b = begin + this.#dice.below((this.#begins[(this.#run[a] as number) + 1] as number) - begin)
    const from = this.#block[a] as number
    const to = this.#block[b] as number
    if (from === to) return
    const exchange = (this.#dice.bits() & 7) > 0
    if (!exchange && this.#recount(a, from, 0) === 1) return
    const gain = (this.#weight[a] as number) - (exchange ? (this.#weight[b] as number) : 0)
    const spareFrom = this.#spare[from] as number
    const spareTo = this.#spare[to] as number
    const before = Math.max(0, -spareFrom) + Math.max(0, -spareTo)
    const rise = Math.max(0, -spareFrom - gain) + Math.max(0, gain - spareTo) - before
    if (rise > temperature * drawTolerance(this.#dice)) return
    this.#spare[from] = spareFrom + gain
    this.#spare[to] = spareTo - gain
    this.#overflow += rise
    this.#block[a] = to
    if (exchange) this.#block[b] = from
    else {
      this.#recount(a, from, -1)
      this.#recount(a, to, 1)
    }
  }
}
