import type { Budget } from './search.ts'

/** Stops after exactly this many steps, on any machine: what makes a plan repeatable to the byte. */
export const stepBudget = (limit: number): Budget => {
  let steps = 0
  return {
    spent: () => {
      if (steps >= limit) return true
      steps += 1
      return false
    },
    get steps() {
      return steps
    },
    secondsLeft: () => Number.POSITIVE_INFINITY,
  }
}

export interface ClockLimits {
  readonly seconds: number
  /** Infinity when only the clock counts. */
  readonly steps: number
  /** Milliseconds on a clock that never goes back; core has none of its own. */
  readonly now: () => number
}

/** Stops at the time limit or at the step limit, whichever comes first. Time counts from this call. */
export const clockBudget = ({ seconds, steps: limit, now }: ClockLimits): Budget => {
  const counted = stepBudget(limit)
  const end = now() + seconds * 1000
  return {
    spent: () => now() >= end || counted.spent(),
    get steps() {
      return counted.steps
    },
    secondsLeft: () => Math.max(0, (end - now()) / 1000),
  }
}
