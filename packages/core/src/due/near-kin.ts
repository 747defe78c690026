import type { Dice } from '../random.ts'
import type { Line } from './line.ts'

/** Lots of a type that are due one after the other: so far apart at most, they may stand in for each other. */
const neighbours = 6

/**
 * Lots of the same type that could stand in for each other: those that are due about the same time, and those that are
 * hardly due, because their target, if any, leaves them half of the plan or more.
 */
export class NearKin {
  /** Lots by type, the free ones of each type before the dated ones, these by the middle of their target. */
  readonly #lots: Int32Array
  readonly #place: Int32Array
  /** Of the group that a lot belongs to: first place, and the place after its last. */
  readonly #first: Int32Array
  readonly #end: Int32Array
  readonly #dated: Uint8Array

  constructor({ size, targetStart, targetEnd, typeOf }: Line, end: number) {
    const from = (lot: number) => Math.max(0, targetStart[lot] as number)
    const until = (lot: number) => Math.min(end, targetEnd[lot] as number)
    this.#dated = Uint8Array.from({ length: size }, (_, lot) => (2 * (until(lot) - from(lot)) < end ? 1 : 0))
    const dueAt = (lot: number) => (this.#dated[lot] === 1 ? from(lot) + until(lot) : -1)
    const type = (lot: number) => typeOf[lot] as number
    const apart = (a: number, b: number) => type(a) - type(b) || (this.#dated[a] as number) - (this.#dated[b] as number)
    this.#lots = Int32Array.from({ length: size }, (_, lot) => lot).sort(
      (a, b) => apart(a, b) || dueAt(a) - dueAt(b) || a - b,
    )
    this.#place = new Int32Array(size)
    this.#first = new Int32Array(size)
    this.#end = new Int32Array(size)
    for (let first = 0, place = 0; place < size; place++) {
      const lot = this.#lots[place] as number
      this.#place[lot] = place
      if (apart(this.#lots[first] as number, lot) !== 0) first = place
      this.#first[lot] = first
    }
    for (let after = size, place = size - 1; place >= 0; place--) {
      const lot = this.#lots[place] as number
      this.#end[lot] = after
      if (this.#first[lot] === place) after = place
    }
  }

  isFree(lot: number): boolean {
    return this.#dated[lot] === 0
  }

  /** Any of them, the lot itself included. */
  of(dice: Dice, lot: number): number {
    const place = this.#place[lot] as number
    const reach = this.isFree(lot) ? this.#lots.length : neighbours
    const first = Math.max(this.#first[lot] as number, place - reach)
    const end = Math.min(this.#end[lot] as number, place + reach + 1)
    return this.#lots[first + dice.below(end - first)] as number
  }
}
