import type { Sequence } from '../plan.ts'
import type { Dice } from '../random.ts'
import type { Budget } from '../search.ts'
import { type Micros, microsPerHour } from '../time.ts'
import { BlockFiller } from './model/block-filler.ts'
import type { BlockKind, BlockModel } from './model/block-model.ts'
import { makespanOf, orderBlock } from './model/block-plan.ts'

interface Packed {
  readonly kind: BlockKind
  readonly lots: readonly number[]
  readonly cost: Micros
  /** What an empty block would save, times the square of the free share: free hours together come closer to saving one. */
  readonly spare: Micros
}

/**
 * Empties two to four blocks at a time and fills them again, each as full as a knapsack can, the last with what is left.
 * Keeps what costs less, or costs the same and gathers the free hours. Fast and blind where exact parts are slow and sharp.
 */
export class Repacker {
  readonly #model: BlockModel
  readonly #dice: Dice
  readonly #filler: BlockFiller
  /** What a block less is worth. */
  readonly #worth: Micros
  readonly #warmth: Micros
  #blocks: Packed[] = []

  constructor(model: BlockModel, dice: Dice) {
    this.#model = model
    this.#dice = dice
    this.#filler = new BlockFiller(model, dice)
    this.#worth = Math.max(model.problem.rules.clean / 4, model.opened.cost)
    this.#warmth = this.#worth * warmest
  }

  /** Tries `moves` moves from a plan; returns a plan that is no longer. */
  run(start: Sequence, moves: number, budget: Budget): Sequence {
    this.#blocks = start.flatMap((lots, at) => {
      const kind = at === 0 ? (this.#model.carried ?? this.#model.opened) : this.#model.opened
      return this.#pack(kind, lots) ?? []
    })
    if (this.#blocks.length !== start.length || start.length < 2) return start
    let best = this.#blocks
    let least = total(best)
    for (let move = 0; move < moves; move++) {
      if (move % 256 === 255 && budget.secondsLeft() <= 0) break
      if (!this.#move((1 - move / moves) ** 2 + 1e-9)) continue
      const cost = total(this.#blocks)
      if (cost > least) continue
      best = this.#blocks
      least = cost
    }
    const { problem } = this.#model
    const sequence = best.map(({ kind, lots }) => orderBlock(problem, lots, kind.carried)?.lots ?? lots)
    return makespanOf(problem, sequence) <= makespanOf(problem, start) ? sequence : start
  }

  #move(heat: number): boolean {
    const chosen = this.#choose()
    if (chosen.length < 2) return false
    const old = chosen.map((at) => this.#blocks[at] as Packed)
    const packed = this.#refill(old)
    if (!packed || !this.#accept(old, packed, heat)) return false
    const left = this.#blocks.filter((_, at) => !chosen.includes(at))
    const carried = packed.filter(({ kind }) => kind.carried)
    const opened = packed.filter(({ kind }) => !kind.carried)
    this.#blocks = this.#model.carried ? [...carried, ...left, ...opened] : [...left, ...opened]
    return true
  }

  #choose(): number[] {
    const first = this.#dice.below(this.#blocks.length)
    const types = new Set(this.#blocks[first]?.lots.map((lot) => this.#filler.type[lot]))
    const chosen = [first]
    const wanted = 2 + this.#dice.below(3)
    for (let tries = 0; chosen.length < wanted && tries < 30; tries++) {
      const block = this.#dice.below(this.#blocks.length)
      const kin = this.#blocks[block]?.lots.some((lot) => types.has(this.#filler.type[lot])) ?? false
      if (!chosen.includes(block) && (kin || this.#dice.next() < 0.15)) chosen.push(block)
    }
    return chosen
  }

  /** Carried block first when it is among them; otherwise all kinds are alike. */
  #refill(old: readonly Packed[]): Packed[] | undefined {
    const kinds = old.map(({ kind }) => kind).sort((a, b) => Number(b.carried) - Number(a.carried))
    let lots = old
      .flatMap((block) => block.lots)
      .sort((a, b) => (this.#filler.type[a] ?? 0) - (this.#filler.type[b] ?? 0) || a - b)
    const noise = this.#dice.next() < 0.5 ? 0 : 0.1 * this.#dice.next()
    const penalty = this.#dice.below(3) * microsPerHour * 4
    const packed: Packed[] = []
    for (const [at, kind] of kinds.entries()) {
      const last = at === kinds.length - 1
      const taken = last ? lots : this.#filler.fill(kind, lots, noise, penalty)
      if (last && taken.length === 0 && !kind.carried) break
      const block = this.#pack(kind, taken)
      if (!block) return undefined
      packed.push(block)
      lots = lots.filter((lot) => !taken.includes(lot))
    }
    return packed
  }

  /** Simulated annealing: a change for the worse passes the more rarely, the worse it is and the later it comes. */
  #accept(old: readonly Packed[], packed: readonly Packed[], heat: number): boolean {
    const change = energy(packed) - energy(old)
    return change <= 0 || this.#dice.next() < Math.exp(-change / (heat * this.#warmth))
  }

  /** A block with its true cost, or nothing when the rules forbid it. */
  #pack(kind: BlockKind, lots: readonly number[]): Packed | undefined {
    if (lots.length > kind.most || (lots.length === 0 && !kind.carried)) return undefined
    if (!this.#model.exact) return this.#packTruly(kind, lots)
    if (lots.length === 0) return { kind, lots, cost: 0, spare: this.#worth }
    let weight = 0
    for (const lot of lots) weight += this.#filler.weight[lot] ?? 0
    let cost = kind.cost
    for (const type of new Set(lots.map((lot) => this.#filler.type[lot] ?? 0))) cost += kind.setup[type] ?? 0
    const free = kind.room - weight - (cost - kind.cost)
    return free < 0 ? undefined : { kind, lots, cost: cost + weight, spare: this.#worth * (free / kind.room) ** 2 }
  }

  #packTruly(kind: BlockKind, lots: readonly number[]): Packed | undefined {
    const { problem } = this.#model
    const ordered = orderBlock(problem, lots, kind.carried)
    if (!ordered) return undefined
    const free = kind.room - ordered.cost
    return {
      kind,
      lots: ordered.lots,
      cost: ordered.cost + (kind.carried ? 0 : problem.rules.clean),
      spare: this.#worth * (free / kind.room) ** 2,
    }
  }
}

/** Highest temperature, as a share of what a block is worth; measured on the planning instances. */
const warmest = 0.1

const total = (blocks: readonly Packed[]): Micros => blocks.reduce((sum, block) => sum + block.cost, 0)

const energy = (blocks: readonly Packed[]): number => blocks.reduce((sum, block) => sum + block.cost - block.spare, 0)
