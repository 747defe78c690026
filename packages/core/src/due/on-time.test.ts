import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { targetLimits } from '../bound/least-miss.ts'
import { stepBudget } from '../budget.ts'
import { check } from '../check/check.ts'
import type { Sequence } from '../plan.ts'
import type { Problem } from '../problem.ts'
import { atHour, jobs, problemOf } from '../testing/jobs.ts'
import { fromHours } from '../time.ts'
import { timeline } from '../timing/timeline.ts'
import { shortestOnTime } from './on-time.ts'

const noLimit = Number.POSITIVE_INFINITY
const patient = () => stepBudget(1e6)

/** Every order of the lots with every choice of cleans. */
const sequencesOf = (problem: Problem): Sequence[] => {
  const found: Sequence[] = []
  const visit = (blocks: number[][], left: readonly number[]): void => {
    if (left.length === 0) found.push(blocks)
    for (const lot of left) {
      const rest = left.filter((other) => other !== lot)
      const last = blocks.at(-1)
      if (last) visit([...blocks.slice(0, -1), [...last, lot]], rest)
      visit([...blocks, [lot]], rest)
    }
  }
  visit(problem.initial ? [[]] : [], [...problem.lots.keys()])
  return found
}

/** The shortest plan with the least miss among all sequences as the clock times them. */
const shortestTried = (problem: Problem): number => {
  const { leastMiss } = targetLimits(problem)
  const plans = sequencesOf(problem).map((sequence) => timeline(problem, sequence))
  const onTime = plans.filter((plan) => plan.targetMiss <= leastMiss && check(problem, plan).length === 0)
  return onTime.reduce((best, { makespan }) => Math.min(best, makespan), noLimit)
}

const dated = (most: number) =>
  jobs(most, true)
    .map(problemOf)
    .filter(({ hasTargets }) => hasTargets)

describe('the shortest plan on time', () => {
  it('is no longer than the best of all sequences on the clock', () => {
    fc.assert(
      fc.property(dated(4), (problem) => {
        const answer = shortestOnTime(problem, noLimit, patient())
        if (answer) expect(answer.makespan).toBeLessThanOrEqual(shortestTried(problem))
      }),
      { numRuns: 80 },
    )
  })

  it('is what the clock makes of its order', () => {
    fc.assert(
      fc.property(dated(7), (problem) => {
        const answer = shortestOnTime(problem, noLimit, patient())
        if (!answer?.sequence) return
        const plan = timeline(problem, answer.sequence)
        expect(check(problem, plan)).toEqual([])
        expect(plan.targetMiss).toBe(targetLimits(problem).leastMiss)
        expect(plan.makespan).toBe(answer.makespan)
      }),
      { numRuns: 1000 },
    )
  })

  it('is not looked for beyond the limit', () => {
    fc.assert(
      fc.property(dated(6), (problem) => {
        const answer = shortestOnTime(problem, noLimit, patient())
        if (!answer?.sequence) return
        expect(shortestOnTime(problem, answer.makespan, patient())).toEqual({ makespan: answer.makespan })
      }),
      { numRuns: 50 },
    )
  })

  it('is given up when the budget is spent, and then nothing is said', () => {
    const row = { lot_type: 'A', vials: 1, fill_hours: 10 }
    const problem = problemOf({
      lots: [
        { ...row, lot_id: 'A1', target_start: atHour(40), target_end: atHour(60) },
        { ...row, lot_id: 'A2' },
      ],
      config: {},
    })
    expect(shortestOnTime(problem, noLimit, stepBudget(0))).toBeUndefined()
    expect(shortestOnTime(problem, noLimit, patient())?.makespan).toBe(fromHours(24 + 10 + 4 + 2 + 10))
  })
})
