import type { Micros } from '../time.ts'

/**
 * Weights over half a block need one each, and what is left beside them is room for the rest, for every choice of "too
 * small to matter": the bound of Martello and Toth.
 */
const byRoom = (weights: readonly Micros[], room: Micros): number => {
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
const byCount = (weights: readonly Micros[], room: Micros): number => {
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
export const leastBins = (weights: readonly Micros[], room: Micros): number =>
  Math.max(byRoom(weights, room), byCount(weights, room))

const countWhile = (weights: readonly Micros[], holds: (weight: Micros) => boolean): number => {
  const end = weights.findIndex((weight) => !holds(weight))
  return end < 0 ? weights.length : end
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
