/** Dice that fall the same way on every machine: xorshift over 32 bits. */
export class Dice {
  #state: number

  constructor(seed: number) {
    // Neighbouring seeds must not give neighbouring throws, and zero would stay zero.
    this.#state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) | 1
  }

  /** A whole number from 0 to 2^32 − 1. */
  bits(): number {
    let state = this.#state
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    this.#state = state
    return state >>> 0
  }

  /** In [0, 1). */
  next(): number {
    return this.bits() * 2 ** -32
  }

  /** A whole number from 0 to `limit` − 1. */
  below(limit: number): number {
    return Math.floor(this.next() * limit)
  }
}

/** A copy in an order that the dice choose. */
export const shuffled = <T>(dice: Dice, values: readonly T[]): T[] => {
  const mixed = [...values]
  for (let at = mixed.length - 1; at > 0; at--) {
    const other = dice.below(at + 1)
    const kept = mixed[at] as T
    mixed[at] = mixed[other] as T
    mixed[other] = kept
  }
  return mixed
}

/** How much worse a step may make things, in units of the temperature: −ln of evenly spread chances, drawn at random. */
const tolerances = Float64Array.from({ length: 4096 }, (_, k) => -Math.log((k + 0.5) / 4096))

/** By the lowest twelve bits of a throw. */
export const toleranceOf = (bits: number): number => tolerances[bits & 4095] as number

export const drawTolerance = (dice: Dice): number => toleranceOf(dice.bits())
