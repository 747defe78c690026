/** Reproducible numbers for generated instances (mulberry32): the same seed writes the same files. */
export interface Draw {
  /** In [low, high). */
  real(low: number, high: number): number
  /** A whole number in [0, limit). */
  below(limit: number): number
  shuffled<T>(items: readonly T[]): T[]
}

export const drawFrom = (seed: number): Draw => {
  let state = seed | 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  return {
    real: (low, high) => low + (high - low) * next(),
    below,
    shuffled: (items) => {
      const mixed = [...items]
      for (let at = mixed.length - 1; at > 0; at--) {
        const other = below(at + 1)
        const kept = mixed[at] as (typeof mixed)[number]
        mixed[at] = mixed[other] as (typeof mixed)[number]
        mixed[other] = kept
      }
      return mixed
    },
  }
}
