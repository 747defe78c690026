import type { Dice } from './random.ts'

/** Lots grouped by type, so that a partner of the same type is found at once. */
export class Kin {
  readonly #typeOf: Int32Array
  readonly #lots: Int32Array
  readonly #first: Int32Array

  constructor(typeOf: Int32Array, typeCount: number) {
    const first = new Int32Array(typeCount + 1)
    for (const type of typeOf) first[type + 1] = (first[type + 1] as number) + 1
    for (let type = 0; type < typeCount; type++) first[type + 1] = (first[type + 1] as number) + (first[type] as number)
    const free = first.slice()
    const lots = new Int32Array(typeOf.length)
    for (let lot = 0; lot < typeOf.length; lot++) {
      const type = typeOf[lot] as number
      const place = free[type] as number
      lots[place] = lot
      free[type] = place + 1
    }
    this.#typeOf = typeOf
    this.#lots = lots
    this.#first = first
  }

  /** Any lot of the same type, itself included. */
  of(dice: Dice, lot: number): number {
    const type = this.#typeOf[lot] as number
    const first = this.#first[type] as number
    return this.#lots[first + dice.below((this.#first[type + 1] as number) - first)] as number
  }
}
