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

  pack(stock: TypeStock): void {
    const { setups, maxLots } = this.#model
    const key = setups.step[stock.type] as number
    const carried = this.#carried.find((block) => block.type === stock.type)
    if (carried) {
      const taken = stock.takeBlock(roomOf(this.#model, true) - setups.of(true, key), maxLots)
      this.#assign(taken, carried.id)
      if (taken.lots.length > 0) Object.assign(carried, { load: taken.load, key, lots: taken.lots.length })
    }
    while (stock.left > 0) {
      const taken = stock.takeBlock(this.#model.room - setups.of(false, key), maxLots)
      const id = this.#blocks++
      this.#assign(taken, id)
      const lots = taken.lots.length
      if (stock.left === 0) this.#partial.push({ id, carried: false, type: stock.type, load: taken.load, key, lots })
    }
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
 * Packs type by type: the heaviest lot opens a block, heavy lots follow, and the last pair is the one that fills it
 * best. What remains of the types is put together at the end.
 */
export const greedyPacking = (model: PackModel): Packing => {
  const filling = new Filling(model)
  for (const [type, lots] of model.lotsOfType.entries())
    if (lots.length > 0) filling.pack(new TypeStock(type, lots, model.weights))
  return filling.finish()
}
