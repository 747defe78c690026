import type { Micros } from '../../time.ts'
import type { BlockKind, BlockModel } from '../model/block-model.ts'
import { type Column, columnWork, makeColumn } from './column.ts'
import type { Hunt } from './hunt.ts'
import type { PriceTable } from './price-table.ts'
import { typeCosts } from './prices.ts'

/** Work between two looks at the clock, in steps. */
const workPerAsk = 4_096

/** Orders of lots looked at in the time of one step. */
const statesPerStep = 3

/** Visits every wanted block by depth-first search with exact weights; the price table bounds what a branch may still earn. */
export const enumerateBlocks = (model: BlockModel, kind: BlockKind, table: PriceTable, hunt: Hunt): boolean => {
  const search = new BlockSearch(model, kind, table, hunt)
  search.undecided(0, kind.room, kind.most, 0)
  return search.complete
}

class BlockSearch {
  #stopped = false
  #passedOver = false
  readonly #model: BlockModel
  readonly #kind: BlockKind
  readonly #table: PriceTable
  readonly #hunt: Hunt
  readonly #costs: Float64Array
  readonly #starts: readonly number[]
  readonly #groups: number[] = []
  readonly #counts: number[] = []
  #need: number
  #steps = 0
  #work = 0
  #askAt = workPerAsk

  constructor(model: BlockModel, kind: BlockKind, table: PriceTable, hunt: Hunt) {
    this.#model = model
    this.#kind = kind
    this.#table = table
    this.#hunt = hunt
    this.#costs = typeCosts(kind, hunt.prices)
    this.#need = kind.cost - hunt.below
    this.#starts = model.types.map((_, type) => model.groups.findIndex((group) => group.type === type))
  }

  /** Every wanted block was found. */
  get complete(): boolean {
    return !this.#stopped && !this.#passedOver
  }

  /** Types before `type` are decided. */
  undecided(type: number, room: Micros, lots: number, reward: number): void {
    if (type === this.#model.types.length) {
      this.#leaf(room, lots, reward)
      return
    }
    if (reward + this.#table.next(type, this.#cells(room), lots) <= this.#need || this.#exhausted()) return
    const { exactly } = this.#hunt
    if (exactly !== undefined && !(exactly & (1 << type))) {
      this.undecided(type + 1, room, lots, reward)
      return
    }
    const setup = this.#kind.setup[type] ?? 0
    const start = this.#starts[type] ?? 0
    if (room >= setup) {
      const opened = reward - (this.#costs[type] ?? 0)
      if (opened + this.#table.first(start, this.#cells(room - setup), lots) > this.#need)
        this.#inside(type, start, room - setup, lots, opened)
    }
    if (exactly === undefined) this.undecided(type + 1, room, lots, reward)
  }

  /** The type is open; groups before `at` are decided. */
  #inside(type: number, at: number, room: Micros, lots: number, reward: number): void {
    const group = this.#model.groups[at]
    if (group?.type !== type) {
      if (this.#enoughOf(type)) this.undecided(type + 1, room, lots, reward)
      return
    }
    if (reward + this.#table.more(at, this.#cells(room), lots) <= this.#need || this.#exhausted()) return
    const price = this.#hunt.prices.lots[at] ?? 0
    const most = Math.min(this.#hunt.available[at] ?? 0, lots, Math.floor(room / group.weight))
    for (let count = most; count > 0; count--) {
      this.#groups.push(at)
      this.#counts.push(count)
      this.#inside(type, at + 1, room - count * group.weight, lots - count, reward + count * price)
      this.#groups.pop()
      this.#counts.pop()
    }
    this.#inside(type, at + 1, room, lots, reward)
  }

  /** The open type has a lot, and as much weight as it must have. */
  #enoughOf(type: number): boolean {
    let weight = 0
    for (let at = this.#groups.length - 1; at >= 0; at--) {
      const group = this.#model.groups[this.#groups[at] ?? -1]
      if (group?.type !== type) break
      weight += group.weight * (this.#counts[at] ?? 0)
    }
    return weight > 0 && weight >= (this.#hunt.least?.types[type] ?? 0)
  }

  #leaf(room: Micros, lots: number, reward: number): void {
    if (reward <= this.#need || this.#groups.length === 0) return
    if (room > this.#kind.room - (this.#hunt.least?.total ?? 0)) return
    if (this.#hunt.maximalOnly && this.#dominated(room, lots)) return
    const work = columnWork(this.#model, this.#groups, this.#counts)
    if (work === Number.POSITIVE_INFINITY) {
      this.#passedOver = true
      return
    }
    this.#work += work / statesPerStep
    const column = makeColumn(this.#model, this.#kind, [...this.#groups], [...this.#counts])
    if (!column) return
    const reducedCost = column.cost - this.#rewardOf(column)
    if (reducedCost >= this.#kind.cost - this.#need) return
    this.#need = this.#kind.cost - this.#hunt.found(column, reducedCost)
  }

  #rewardOf(column: Column): number {
    let reward = 0
    for (const [at, group] of column.groups.entries())
      reward += (column.counts[at] ?? 0) * (this.#hunt.prices.lots[group] ?? 0)
    for (const type of column.types) reward += this.#hunt.prices.types[type] ?? 0
    return reward
  }

  #dominated(room: Micros, lots: number): boolean {
    const open = new Set(this.#groups.map((group) => this.#model.groups[group]?.type))
    return this.#model.groups.some((group, at) => {
      if (!open.has(group.type) || this.#countOf(at) >= (this.#hunt.available[at] ?? 0)) return false
      if (lots > 0 && group.weight <= room) return true
      if (this.#model.apart) return false
      const shorter = this.#model.groups[at + 1]
      return shorter?.type === group.type && this.#countOf(at + 1) > 0 && group.weight - shorter.weight <= room
    })
  }

  #countOf(group: number): number {
    const at = this.#groups.indexOf(group)
    return at < 0 ? 0 : (this.#counts[at] ?? 0)
  }

  #cells(room: Micros): number {
    return Math.min(this.#table.grid.room, Math.floor(room / this.#table.grid.cell))
  }

  #exhausted(): boolean {
    this.#steps++
    this.#work++
    if (this.#steps > this.#hunt.steps) this.#stopped = true
    if (this.#work >= this.#askAt) {
      this.#askAt = this.#work + workPerAsk
      if (this.#hunt.stop?.()) this.#stopped = true
    }
    return this.#stopped
  }
}
