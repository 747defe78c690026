import { describe, expect, it } from 'vitest'
import { clockBudget, stepBudget } from './budget.ts'

describe('budgets', () => {
  it('allow exactly the steps of the limit', () => {
    const budget = stepBudget(3)
    expect([1, 2, 3, 4, 5].map(() => budget.spent())).toEqual([false, false, false, true, true])
    expect(budget.steps).toBe(3)
    expect(budget.secondsLeft()).toBe(Number.POSITIVE_INFINITY)
  })

  it('end with the clock or with the steps, whichever is first', () => {
    let now = 5000
    const budget = clockBudget({ seconds: 2, steps: 2, now: () => now })
    expect(budget.spent()).toBe(false)
    expect(budget.secondsLeft()).toBe(2)
    now = 6999
    expect(budget.spent()).toBe(false)
    expect(budget.spent()).toBe(true)

    const timed = clockBudget({ seconds: 1, steps: Number.POSITIVE_INFINITY, now: () => now })
    now += 1000
    expect(timed.spent()).toBe(true)
    expect(timed.steps).toBe(0)
    expect(timed.secondsLeft()).toBe(0)
  })
})
