import type { Micros } from '../time.ts'
import { type Draft, merge, roomOf } from './merge.ts'
import type { Packing, PackModel } from './model.ts'
import { type Taken, TypeStock } from './type-stock.ts'

/** So few lots are filled one way only: the ways differ in what they leave for later blocks. */
const fewLots = 10

/** From how many places on a pair closes a block, see `TypeStock`. */
const ways = [3, undefined, 2] as const

/** From so many lots on, the first way that needs no block more than their weight does is good enough. */
const manyLots = 400

/** Fewer blocks, or as many and less in the last one. */
const isLess = (a: readonly Taken[], b: readonly Taken[]): boolean =>
  a.length < b.length || (a.length === b.length && (a.at(-1)?.load ?? 0) < (b.at(-1)?.load ?? 0))

/** No other way could do with fewer blocks. */
const isTight = (opened: readonly Taken[], room: Micros): boolean =>
  opened.length <= Math.ceil(opened.reduce((sum, { load }) => sum + load, 0) / room)

/** What the carried block and opened ones take when a type is filled. */
interface OneType {
  readonly first?: Taken
  readonly opened: readonly Taken[]
}

/** Blocks being filled one after the other, and the last one of each type, which may have room left. */
class Filling {
  readonly #model: PackModel
  readonly #blockOf: Int32Array
  #blocks = 0
  readonly #carried: Draft | undefined
  readonly #partial: Draft[] = []

  constructor(model: PackModel) {
    this.#model = model
    this.#blockOf = new Int32Array(model.size)
    if (model.carriedRoom === undefined) return
    const type = model.problem.initial?.lastType
    this.#carried = { id: this.#blocks++, carried: true, type, load: 0, key: 0, lots: 0 }
  }

  /** Fills blocks with one type and keeps the way that needs least of them. */
  pack(type: number, lots: readonly number[]): void {
    const { setups } = this.#model
    const carried = this.#carried?.type === type ? this.#carried : undefined
    const { first, opened } = this.#bestFilling(type, lots, carried)
    const key = setups.step[type] as number
    if (carried && first && first.lots.length > 0) {
      this.#assign(first, carried.id)
      Object.assign(carried, { load: first.load, key, lots: first.lots.length })
    }
    for (const taken of opened) this.#assign(taken, this.#blocks++)
    const last = opened.at(-1)
    if (last)
      this.#partial.push({ id: this.#blocks - 1, carried: false, type, load: last.load, key, lots: last.lots.length })
  }

  #bestFilling(type: number, lots: readonly number[], carried: Draft | undefined): OneType {
    const { weights, setups } = this.#model
    const room = this.#model.room - setups.of(false, setups.step[type] as number)
    const fill = (way?: number) => this.#fill(new TypeStock(type, lots, weights, way), carried)
    if (lots.length < fewLots) return fill()
    let best: OneType | undefined
    for (const way of ways) {
      const filling = fill(way)
      if (!best || isLess(filling.opened, best.opened)) best = filling
      if (lots.length >= manyLots && isTight(best.opened, room)) break
    }
    return best as OneType
  }

  #fill(stock: TypeStock, carried: Draft | undefined): OneType {
    const { setups, room, maxLots } = this.#model
    const key = setups.step[stock.type] as number
    const first = carried && stock.takeBlock(roomOf(this.#model, true) - setups.of(true, key), maxLots)
    const opened: Taken[] = []
    while (stock.left > 0) opened.push(stock.takeBlock(room - setups.of(false, key), maxLots))
    return first ? { first, opened } : { opened }
  }

  finish(): Packing {
    const moved = merge(this.#model, this.#partial, this.#carried)
    return { blockOf: this.#blockOf.map((block) => moved.get(block) ?? block), blocks: this.#blocks }
  }

  #assign(taken: Taken, block: number): void {
    for (const lot of taken.lots) this.#blockOf[lot] = block
  }
}

/**
 * Packs type by type: the heaviest lot opens a block and the pair that fills it best closes it. What remains of the types
 * is put together at the end.
 */
export const greedyPacking = (model: PackModel): Packing => {
  const filling = new Filling(model)
  for (const [type, lots] of model.lotsOfType.entries()) if (lots.length > 0) filling.pack(type, lots)
  return filling.finish()
}
