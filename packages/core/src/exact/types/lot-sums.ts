import type { Micros } from '../../time.ts'

/** Up to this many lots all their sums are known, as those of two halves. */
const mostHalved = 24

/** What some lots of a list may weigh together. */
export class LotSums {
  readonly #weights: readonly Micros[]
  #halves: readonly [Float64Array, Float64Array] | undefined

  /** Weights heaviest first. */
  constructor(weights: readonly Micros[]) {
    this.#weights = weights
  }

  /** No sum is between this and that: the next sum where all are known, something below it otherwise. */
  next(least: Micros): Micros {
    if (least <= 0) return 0
    return this.#weights.length <= mostHalved ? this.#nextOfAll(least) : this.#nextOfFew(least)
  }

  /** One lot, or two of the lightest at least. */
  #nextOfFew(least: Micros): Micros {
    const lightest = this.#weights.at(-1) ?? 0
    const one = this.#weights.findLast((weight) => weight >= least) ?? Number.POSITIVE_INFINITY
    return Math.min(one, Math.max(least, 2 * lightest))
  }

  #nextOfAll(least: Micros): Micros {
    this.#halves ??= [
      sumsOf(this.#weights.filter((_, at) => at % 2 === 0)),
      sumsOf(this.#weights.filter((_, at) => at % 2 === 1)),
    ]
    const [first, second] = this.#halves
    let next = Number.POSITIVE_INFINITY
    let at = second.length - 1
    for (let from = 0; from < first.length; from++)
      for (const sum = first[from] as number; at >= 0; at--) {
        const both = sum + (second[at] as number)
        if (both < least) break
        next = Math.min(next, both)
      }
    return next
  }
}

/** Lightest first. */
const sumsOf = (weights: readonly Micros[]): Float64Array => {
  const sums = new Float64Array(1 << weights.length)
  for (const [at, weight] of weights.entries())
    for (let set = 0; set < 1 << at; set++) sums[(1 << at) | set] = (sums[set] as number) + weight
  return sums.sort()
}
