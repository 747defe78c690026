import type { Dice } from './random.ts'

/** Lots grouped by type, so that a partner of the same type is found at once. */
export class Kin {
  readonly #typeOf: Int32Array
  readonly #lots: Int32Array
  readonly #first: Int32Array

  constructor(typeOf: Int32Array, typeCount: number) {
    this.#typeOf = typeOf
    this.#lots = Int32Array.from(typeOf.keys()).sort((a, b) => (typeOf[a] as number) - (typeOf[b] as number) || a - b)
    this.#first = new Int32Array(typeCount + 1)
    for (const type of typeOf) this.#first[type + 1] = (this.#first[type + 1] as number) + 1
    for (let type = 0; type < typeCount; type++)
      this.#first[type + 1] = (this.#first[type + 1] as number) + (this.#first[type] as number)
  }

  /** Any lot of the same type, itself included. */
  of(dice: Dice, lot: number): number {
    const type = this.#typeOf[lot] as number
    const first = this.#first[type] as number
    return this.#lots[first + dice.below((this.#first[type + 1] as number) - first)] as number
  }
}
