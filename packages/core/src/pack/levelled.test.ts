import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lowerBound } from '../bound/lower-bound.ts'
import { stepBudget } from '../budget.ts'
import { check } from '../check/check.ts'
import type { Plan } from '../plan.ts'
import type { Problem } from '../problem.ts'
import { Dice } from '../random.ts'
import { problemOf } from '../testing/jobs.ts'
import { timeline } from '../timing/timeline.ts'
import { type LevelTask, levelledPacking } from './levelled.ts'
import { packModel } from './model.ts'
import { sequenceOf } from './to-sequence.ts'
import { groupTypes } from './type-groups.ts'

const names = ['A', 'B', 'C', 'D'] as const

const shortLots = (most: number) =>
  fc
    .record({
      lots: fc.array(fc.record({ type: fc.constantFrom(...names), tenths: fc.integer({ min: 5, max: 150 }) }), {
        minLength: 1,
        maxLength: most,
      }),
      same: fc.integer({ min: 0, max: 6 }),
      more: fc.integer({ min: 0, max: 8 }),
      carried: fc.boolean(),
    })
    .map(({ lots, same, more, carried }) =>
      problemOf({
        lots: lots.map(({ type, tenths }, at) => ({
          lot_id: `L${at}`,
          lot_type: type,
          vials: 1,
          fill_hours: tenths / 10,
        })),
        config: {
          changeover_same_hours: same,
          changeover_diff_hours: same + more,
          ...(carried ? { initial_state: { window_used_hours: 30, last_lot_type: 'A' } } : {}),
        },
      }),
    )

const levelled = (problem: Problem, task: Partial<LevelTask> = {}): Plan | undefined => {
  const whole = { wasteShare: 0, steps: 20, below: Number.POSITIVE_INFINITY, ...task }
  const packing = levelledPacking(packModel(problem), whole, { budget: stepBudget(1e6), seed: 1 })
  return packing && timeline(problem, sequenceOf(problem, packing))
}

describe('levelled packings', () => {
  it('fit, and are no longer than the grouping of their types said', () => {
    fc.assert(
      fc.property(shortLots(60), fc.constantFrom(0, 0.05, 0.2), (problem, wasteShare) => {
        const model = packModel(problem)
        const plan = levelled(problem, { wasteShare })
        if (!plan) return
        expect(check(problem, plan)).toEqual([])
        const { cost } = groupTypes(model, wasteShare, new Dice(1))!
        expect(plan.makespan).toBeLessThanOrEqual(model.base + cost)
        expect(plan.makespan).toBeGreaterThanOrEqual(lowerBound(problem))
      }),
      { numRuns: 300 },
    )
  })

  it('are not looked for when they could not be shorter than the plan at hand', () => {
    fc.assert(
      fc.property(shortLots(30), (problem) => {
        const plan = levelled(problem)
        if (plan) expect(levelled(problem, { below: plan.makespan })).toBeUndefined()
      }),
      { numRuns: 100 },
    )
  })

  it('fill blocks so well that three hundred lots need no more than the bound says', () => {
    const dice = new Dice(3)
    const lots = Array.from({ length: 300 }, (_, at) => ({
      lot_id: `L${at}`,
      lot_type: names[dice.below(4)],
      vials: 1,
      fill_hours: (30 + dice.below(200)) / 10,
    }))
    const problem = problemOf({ lots, config: {} })
    expect(levelled(problem, { steps: 200 })?.makespan).toBe(lowerBound(problem))
  })
})
