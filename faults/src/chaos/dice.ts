import { createHash } from 'node:crypto'

export interface Dice {
  /** A whole number from 0 to `limit` − 1. */
  below(limit: number): number
  oneOf<T>(choices: readonly [T, ...T[]]): T
  /** True in so many of a hundred throws. */
  chance(percent: number): boolean
}

/** The same throws for the same seed, on every machine; the throws of one run do not depend on another's. */
export const diceOf = (seed: string): Dice => {
  let throws = 0
  const below = (limit: number): number => {
    throws += 1
    return createHash('sha256').update(`${seed}:${throws}`).digest().readUInt32BE() % limit
  }
  return {
    below,
    oneOf: (choices) => choices[below(choices.length)] ?? choices[0],
    chance: (percent) => below(100) < percent,
  }
}
