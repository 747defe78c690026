import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stepBudget } from '../../budget.ts'
import { shortestOnTime } from '../../due/on-time.ts'
import type { Problem } from '../../problem.ts'
import { atHour, jobs, problemOf } from '../../testing/jobs.ts'
import { searchFor } from '../../testing/search.ts'
import { fromHours, type Micros, microsPerHour } from '../../time.ts'
import { boundOnTime } from './index.ts'

const noLimit = Number.POSITIVE_INFINITY

const dated = (most: number) =>
  jobs(most, true)
    .map(problemOf)
    .filter(({ hasTargets }) => hasTargets)

/** The shortest makespan with every lot on time; undefined where there is none, or nobody knows. */
const shortest = (problem: Problem): Micros | undefined => {
  const answer = shortestOnTime(problem, noLimit, stepBudget(1e6))
  return answer?.sequence && answer.makespan
}

const boundsOf = (problem: Problem, below: Micros, steps = 500): Micros[] => {
  const { budget, milp } = searchFor(steps)
  const bounds: Micros[] = []
  boundOnTime(problem, { budget, milp, below, raise: (bound) => bounds.push(bound) })
  return bounds
}

describe('the bound on plans that are on time', () => {
  it('never exceeds the shortest of them', () => {
    fc.assert(
      fc.property(dated(5), fc.integer({ min: 0, max: 40 }), (problem, hours) => {
        const best = shortest(problem)
        if (best === undefined) return
        const belows = [noLimit, best, best + 1, best + hours * microsPerHour]
        for (const below of belows)
          for (const bound of boundsOf(problem, below)) expect(bound).toBeLessThanOrEqual(best)
      }),
      { numRuns: 60 },
    )
  })

  it('counts what lots cost that no block can have together', () => {
    const lot = (id: string, start: number) => ({
      lot_id: id,
      lot_type: 'A',
      vials: 1,
      fill_hours: 10,
      target_start: atHour(start),
      target_end: atHour(start + 20),
    })
    const problem = problemOf({ lots: [lot('A1', 24), lot('A2', 38), lot('A3', 340)], config: {} })
    const bounds = boundsOf(problem, noLimit)
    // Two blocks instead of the one that all three would fit, targets aside.
    expect(bounds.at(-1)).toBe(fromHours(24 + 10 + 4 + 10 + 24 + 10))
    expect(bounds).toEqual(bounds.toSorted((a, b) => a - b))
  })

  it('says nothing when there are no steps left', () => {
    const row = { lot_id: 'A1', lot_type: 'A', vials: 1, fill_hours: 10, target_end: atHour(90) }
    expect(boundsOf(problemOf({ lots: [row], config: {} }), noLimit, 0)).toEqual([])
  })
})
