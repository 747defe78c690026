import type { Budget } from './search.ts'

/** What a search of a part may take of a budget. */
export interface Slice {
  readonly steps: number
  /** Its steps are steps of the whole too. */
  readonly counted: boolean
  /** The part's own, of those that are left; none end it. */
  seconds(left: number): number
}

/** A part of a budget: its own count of steps, and the clock of the whole. */
export const sliceOf = (budget: Budget, { steps, counted, seconds }: Slice): Budget => {
  let taken = 0
  const secondsLeft = (): number => {
    const left = budget.secondsLeft()
    // Without a clock steps alone must count, or the same steps would not give the same plan.
    return Number.isFinite(left) ? seconds(left) : left
  }
  return {
    spent: () => ++taken > steps || (counted && budget.spent()) || secondsLeft() <= 0,
    get steps() {
      return counted ? budget.steps : taken
    },
    secondsLeft,
  }
}
