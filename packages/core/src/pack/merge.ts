import type { Micros } from '../time.ts'
import type { PackModel } from './model.ts'
import { twoSetupsOf } from './type-groups.ts'

/** A block that has room left; its key names its types (see `Setups`). */
export interface Draft {
  readonly id: number
  readonly carried: boolean
  /** The type that it was opened for. */
  readonly type: number | undefined
  load: number
  key: number
  lots: number
}

export const roomOf = (model: PackModel, carried: boolean): Micros => (carried ? (model.carriedRoom ?? 0) : model.room)

/** Room that a block with this load and these types has left. */
const roomLeft = (model: PackModel, { carried }: Draft, load: Micros, key: number): Micros =>
  roomOf(model, carried) - load - model.setups.of(carried, key)

const takes = (model: PackModel, block: Draft, more: Draft): boolean =>
  block.type !== more.type &&
  block.lots + more.lots <= model.maxLots &&
  roomLeft(model, block, block.load + more.load, block.key + more.key) >= 0

/** Enough that few blocks share a drawer, so few that looking through empty ones takes no time. */
const drawerCount = 256

/** Opened blocks by the room that they have left, so that thousands of types do not look at every block each. */
class Drawers {
  readonly #model: PackModel
  readonly #drawers: Draft[][] = Array.from({ length: drawerCount }, () => [])
  /** Room that a lot needs beside its weight in a block that has another type; a matrix has few types, and no such figure. */
  readonly #further: Micros

  constructor(model: PackModel) {
    this.#model = model
    this.#further = model.problem.rules.twoValue ? twoSetupsOf(model).further : Number.NEGATIVE_INFINITY
  }

  add(block: Draft): void {
    this.#drawers[this.#drawerOf(this.#left(block))]?.push(block)
  }

  /** Takes out the fullest block that has room for another. */
  fullestFor(draft: Draft): Draft | undefined {
    for (let at = this.#drawerOf(draft.load + this.#further); at < drawerCount; at++) {
      const drawer = this.#drawers[at] as Draft[]
      let best: Draft | undefined
      for (const block of drawer)
        if ((!best || this.#left(block) < this.#left(best)) && takes(this.#model, block, draft)) best = block
      if (best) {
        drawer.splice(drawer.indexOf(best), 1)
        return best
      }
    }
    return undefined
  }

  #left(block: Draft): Micros {
    return roomLeft(this.#model, block, block.load, block.key)
  }

  #drawerOf(room: Micros): number {
    return Math.min(drawerCount - 1, Math.max(0, Math.floor((drawerCount * room) / this.#model.room)))
  }
}

/**
 * Puts half-empty blocks together: fullest first, each into the fullest block that takes it, but into the carried one
 * before any, because that needs no clean. Says which block went where.
 */
export const merge = (model: PackModel, drafts: readonly Draft[], carried?: Draft): ReadonlyMap<number, number> => {
  const moved = new Map<number, number>()
  const drawers = new Drawers(model)
  for (const draft of drafts.toSorted((a, b) => b.load - a.load || a.id - b.id)) {
    const block = carried && takes(model, carried, draft) ? carried : drawers.fullestFor(draft)
    if (block) {
      moved.set(draft.id, block.id)
      block.load += draft.load
      block.key += draft.key
      block.lots += draft.lots
    }
    if (!block?.carried) drawers.add(block ?? draft)
  }
  return moved
}
