import type { Packing, PackModel } from './model.ts'
import { type Taken, TypeStock } from './type-stock.ts'

/** A block that has room left; its key names its types (see `Setups`). */
interface Draft {
  readonly id: number
  readonly carried: boolean
  /** The type that it was opened for. */
  readonly type: number | undefined
  load: number
  key: number
  lots: number
}

const roomOf = (model: PackModel, carried: boolean): number => (carried ? (model.carriedRoom ?? 0) : model.room)

const takes = (model: PackModel, block: Draft, more: Draft): boolean => {
  if (block.type === more.type || block.lots + more.lots > model.maxLots) return false
  const load = block.load + more.load + model.setups.of(block.carried, block.key + more.key)
  return load <= roomOf(model, block.carried)
}

/** Puts the last, half-empty blocks of the types together: fullest first, each into the fullest block that takes it. */
const merge = (model: PackModel, drafts: readonly Draft[], open: Draft[]): ReadonlyMap<number, number> => {
  const moved = new Map<number, number>()
  for (const draft of drafts.toSorted((a, b) => b.load - a.load || a.id - b.id)) {
    let best: Draft | undefined
    for (const block of open) if ((!best || block.load > best.load) && takes(model, block, draft)) best = block
    if (best) {
      moved.set(draft.id, best.id)
      best.load += draft.load
      best.key += draft.key
      best.lots += draft.lots
    } else open.push(draft)
  }
  return moved
}

/** So few lots are filled one way only: the ways differ in what they leave for later blocks. */
const fewLots = 10

/** Fewer blocks, or as many and less in the last one. */
const isLess = (a: readonly Taken[], b: readonly Taken[]): boolean =>
  a.length < b.length || (a.length === b.length && (a.at(-1)?.load ?? 0) < (b.at(-1)?.load ?? 0))

/** Blocks being filled one after the other, and the last one of each type, which may have room left. */
class Filling {
  readonly #model: PackModel
  readonly #blockOf: Int32Array
  #blocks = 0
  readonly #carried: Draft[] = []
  readonly #partial: Draft[] = []

  constructor(model: PackModel) {
    this.#model = model
    this.#blockOf = new Int32Array(model.size)
    if (model.carriedRoom === undefined) return
    const type = model.problem.initial?.lastType
    this.#carried.push({ id: this.#blocks++, carried: true, type, load: 0, key: 0, lots: 0 })
  }

  /** Fills blocks with one type in each of the ways that there are, and keeps the one that needs least of them. */
  pack(type: number, lots: readonly number[]): void {
    const { weights, setups } = this.#model
    const carried = this.#carried.find((block) => block.type === type)
    const ways = lots.length < fewLots ? [undefined] : [undefined, 2, 3]
    const fillings = ways.map((way) => this.#fill(new TypeStock(type, lots, weights, way), carried))
    const { first, opened } = fillings.reduce((best, one) => (isLess(one.opened, best.opened) ? one : best))
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

  #fill(stock: TypeStock, carried: Draft | undefined): { readonly first?: Taken; readonly opened: readonly Taken[] } {
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
