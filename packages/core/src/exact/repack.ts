import type { Sequence } from '../plan.ts'
import type { Budget } from '../search.ts'
import { type Micros, microsPerHour } from '../time.ts'
import type { BlockKind, BlockModel } from './block-model.ts'
import { makespanOf, orderBlock } from './block-plan.ts'
import type { Dice } from './dice.ts'
import { type Competition, Knapsack } from './knapsack.ts'

interface Packed {
  readonly kind: BlockKind
  readonly lots: readonly number[]
  readonly cost: Micros
  /** Hours left, squared: a plan with its free hours together is closer to saving a block. */
  readonly spare: number
}

/** Coarser than the pricing grid: a choice takes some ten microseconds. */
const cells = 1_300

/**
 * Empties two to four blocks at a time and fills them again, each as full as a knapsack can, the last with what is left.
 * Keeps what costs less, or costs the same and gathers the free hours. Fast and blind where exact parts are slow and sharp.
 */
export class Repacker {
  readonly #model: BlockModel
  readonly #dice: Dice
  readonly #cell: Micros
  readonly #knapsack: Knapsack
  readonly #setups: Int32Array
  readonly #type: Int32Array
  readonly #weight: Float64Array
  #blocks: Packed[] = []

  constructor(model: BlockModel, dice: Dice) {
    this.#model = model
    this.#dice = dice
    this.#cell = cellOf(model)
    const widest = Math.max(model.opened.room, model.carried?.room ?? 0)
    this.#knapsack = new Knapsack(Math.floor(widest / this.#cell))
    this.#setups = Int32Array.from(model.opened.setup, (setup) => Math.ceil(setup / this.#cell))
    this.#type = new Int32Array(model.problem.lots.length)
    this.#weight = new Float64Array(model.problem.lots.length)
    for (const group of model.groups)
      for (const lot of group.lots) {
        this.#type[lot] = group.type
        this.#weight[lot] = group.weight
      }
  }

  /** Tries `moves` moves from a plan; returns a plan that is no longer. */
  run(start: Sequence, moves: number, budget: Budget): Sequence {
    this.#blocks = start.flatMap((lots, at) => {
      const kind = at === 0 ? (this.#model.carried ?? this.#model.opened) : this.#model.opened
      return this.#pack(kind, lots) ?? []
    })
    if (this.#blocks.length !== start.length || start.length < 2) return start
    for (let move = 0; move < moves; move++) {
      if (move % 256 === 255 && budget.secondsLeft() <= 0) break
      this.#move()
    }
    const { problem } = this.#model
    const sequence = this.#blocks.map(({ kind, lots }) => orderBlock(problem, lots, kind.carried)?.lots ?? lots)
    return makespanOf(problem, sequence) <= makespanOf(problem, start) ? sequence : start
  }

  #move(): void {
    const chosen = this.#choose()
    if (chosen.length < 2) return
    const old = chosen.map((at) => this.#blocks[at] as Packed)
    const packed = this.#refill(old)
    if (!packed || !this.#accept(old, packed)) return
    const left = this.#blocks.filter((_, at) => !chosen.includes(at))
    const carried = packed.filter(({ kind }) => kind.carried)
    const opened = packed.filter(({ kind }) => !kind.carried)
    this.#blocks = this.#model.carried ? [...carried, ...left, ...opened] : [...left, ...opened]
  }

  #choose(): number[] {
    const first = this.#dice.below(this.#blocks.length)
    const types = new Set(this.#blocks[first]?.lots.map((lot) => this.#type[lot]))
    const chosen = [first]
    const wanted = 2 + this.#dice.below(3)
    for (let tries = 0; chosen.length < wanted && tries < 30; tries++) {
      const block = this.#dice.below(this.#blocks.length)
      const kin = this.#blocks[block]?.lots.some((lot) => types.has(this.#type[lot])) ?? false
      if (!chosen.includes(block) && (kin || this.#dice.next() < 0.15)) chosen.push(block)
    }
    return chosen
  }

  /** Carried block first when it is among them; otherwise all kinds are alike. */
  #refill(old: readonly Packed[]): Packed[] | undefined {
    const kinds = old.map(({ kind }) => kind).sort((a, b) => Number(b.carried) - Number(a.carried))
    let lots = old.flatMap((block) => block.lots).sort((a, b) => (this.#type[a] ?? 0) - (this.#type[b] ?? 0) || a - b)
    const noise = this.#dice.next() < 0.5 ? 0 : 0.1 * this.#dice.next()
    const penalty = this.#dice.below(3) * microsPerHour * 4
    const packed: Packed[] = []
    for (const [at, kind] of kinds.entries()) {
      const last = at === kinds.length - 1
      const taken = last ? lots : this.#fillOne(kind, lots, noise, penalty)
      if (last && taken.length === 0 && !kind.carried) break
      const block = this.#pack(kind, taken)
      if (!block) return undefined
      packed.push(block)
      lots = lots.filter((lot) => !taken.includes(lot))
    }
    return packed
  }

  #fillOne(kind: BlockKind, lots: readonly number[], noise: number, penalty: Micros): number[] {
    const competition: Competition = {
      types: lots.map((lot) => this.#type[lot] ?? 0),
      weights: lots.map((lot) => Math.ceil((this.#weight[lot] ?? 0) / this.#cell)),
      rewards: lots.map((lot) => (this.#weight[lot] ?? 0) * (1 + noise * this.#dice.next())),
      setups: kind === this.#model.opened ? this.#setups : kind.setup.map((setup) => Math.ceil(setup / this.#cell)),
      costs: kind.setup.map((setup) => setup + penalty),
    }
    const chosen = this.#knapsack.choose(competition, Math.max(0, Math.floor(kind.room / this.#cell)))
    return chosen.slice(0, Math.min(chosen.length, kind.most)).map((at) => lots[at] ?? -1)
  }

  #accept(old: readonly Packed[], packed: readonly Packed[]): boolean {
    const cost = total(packed, 'cost') - total(old, 'cost')
    if (cost !== 0) return cost < 0
    return total(packed, 'spare') >= total(old, 'spare') - 0.5
  }

  /** A block with its true cost, or nothing when the rules forbid it. */
  #pack(kind: BlockKind, lots: readonly number[]): Packed | undefined {
    if (lots.length > kind.most || (lots.length === 0 && !kind.carried)) return undefined
    if (!this.#model.exact) return this.#packTruly(kind, lots)
    if (lots.length === 0) return { kind, lots, cost: 0, spare: (kind.room / microsPerHour) ** 2 }
    let weight = 0
    for (const lot of lots) weight += this.#weight[lot] ?? 0
    let cost = kind.cost
    for (const type of new Set(lots.map((lot) => this.#type[lot] ?? 0))) cost += kind.setup[type] ?? 0
    const free = kind.room - weight - (cost - kind.cost)
    return free < 0 ? undefined : { kind, lots, cost: cost + weight, spare: (free / microsPerHour) ** 2 }
  }

  #packTruly(kind: BlockKind, lots: readonly number[]): Packed | undefined {
    const { problem } = this.#model
    const ordered = orderBlock(problem, lots, kind.carried)
    if (!ordered) return undefined
    const free = (kind.room - ordered.cost) / microsPerHour
    return { kind, lots: ordered.lots, cost: ordered.cost + (kind.carried ? 0 : problem.rules.clean), spare: free ** 2 }
  }
}

const total = (blocks: readonly Packed[], of: 'cost' | 'spare'): number =>
  blocks.reduce((sum, block) => sum + block[of], 0)

const cellOf = (model: BlockModel): Micros => {
  const sizes = [...model.groups.map((group) => group.weight), ...model.opened.setup].filter((size) => size > 0)
  const exact = sizes.reduce((a, b) => gcd(a, b), 0)
  const coarse = Math.ceil(model.opened.room / cells)
  return Math.max(exact, coarse)
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b))
