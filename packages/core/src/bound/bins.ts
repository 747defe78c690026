import type { Micros } from '../time.ts'

/**
 * Weights over half a block need one each, and what is left beside them is room for the rest, for every choice of "too
 * small to matter": the bound of Martello and Toth.
 */
const byRoom = (weights: ArrayLike<Micros>, room: Micros): number => {
  const half = room / 2
  const large = countWhile(weights, (weight) => weight > half)
  let best = Math.max(large, Math.ceil(sum(weights) / room))
  let alone = large
  let besideRoom = 0
  let rest = 0
  // Smaller and smaller weights count; the large ones that leave less room than that stand alone.
  for (let k = large; k < weights.length; k++) {
    const smallest = weights[k] as Micros
    rest += smallest
    while (alone > 0 && (weights[alone - 1] as Micros) <= room - smallest) {
      alone -= 1
      besideRoom += room - (weights[alone] as Micros)
    }
    best = Math.max(best, large + Math.ceil((rest - besideRoom) / room))
  }
  return best
}

/** So many of the heaviest, of which a block holds at most as many as the lightest of them fit together. */
const byCount = (weights: ArrayLike<Micros>, room: Micros): number => {
  let best = 0
  let first = 0
  let load = 0
  for (let last = 0; last < weights.length; last++) {
    load += weights[last] as Micros
    while (load > room) load -= weights[first++] as Micros
    best = Math.max(best, Math.ceil((last + 1) / (last + 1 - first)))
  }
  return best
}

/** Least number of blocks that hold these weights, heaviest first; none is above `room`. */
export const leastBins = (weights: ArrayLike<Micros>, room: Micros): number =>
  Math.max(byRoom(weights, room), byCount(weights, room))

const countWhile = (weights: ArrayLike<Micros>, holds: (weight: Micros) => boolean): number => {
  let count = 0
  while (count < weights.length && holds(weights[count] as Micros)) count += 1
  return count
}

export const sum = (values: ArrayLike<number>): number => {
  let total = 0
  for (let at = 0; at < values.length; at++) total += values[at] as number
  return total
}
