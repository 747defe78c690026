/** How many members a set has, as bits. */
export const bitCount = (bits: number): number => {
  let count = 0
  for (let rest = bits; rest > 0; rest &= rest - 1) count++
  return count
}

/** Every subset that has the lowest member, the whole set first. */
export function* subsetsWithLowest(set: number): Generator<number> {
  const lowest = set & -set
  const others = set ^ lowest
  for (let more = others; ; more = (more - 1) & others) {
    yield lowest | more
    if (more === 0) return
  }
}

export interface Partitions {
  /** Per set, as bits: the least sum of values of parts that hold each of its members once. */
  readonly best: Float64Array
  /** One part of that partition; 0 where there is none. */
  readonly part: Int32Array
}

/** The cheapest partition of every set, when `values` has what each set costs as one part: dynamic programming, 3ⁿ pairs. */
export const cheapestPartitions = (values: Float64Array): Partitions => {
  const best = new Float64Array(values.length).fill(Number.POSITIVE_INFINITY)
  const part = new Int32Array(values.length)
  best[0] = 0
  for (let set = 1; set < values.length; set++) {
    const lowest = set & -set
    const others = set ^ lowest
    // As in `subsetsWithLowest`, written out: this loop runs millions of times.
    for (let more = others; ; more = (more - 1) & others) {
      const one = lowest | more
      const total = (values[one] as number) + (best[set ^ one] as number)
      if (total < (best[set] as number)) {
        best[set] = total
        part[set] = one
      }
      if (more === 0) break
    }
  }
  return { best, part }
}

/** The parts of one set. */
export const partsOf = ({ part }: Partitions, set: number): number[] => {
  const parts: number[] = []
  for (let left = set; left > 0 && part[left]; left ^= part[left] as number) parts.push(part[left] as number)
  return parts
}
