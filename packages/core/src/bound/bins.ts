import type { Micros } from '../time.ts'

/**
 * Least number of blocks that hold these weights (longest first), by the bound of Martello and Toth: weights over half a
 * block need one each, and what is left beside them is room for the rest, for every choice of "too small to matter".
 */
export const leastBins = (weights: readonly Micros[], room: Micros): number => {
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

const countWhile = (weights: readonly Micros[], holds: (weight: Micros) => boolean): number => {
  const end = weights.findIndex((weight) => !holds(weight))
  return end < 0 ? weights.length : end
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
