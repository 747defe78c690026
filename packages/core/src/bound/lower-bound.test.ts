import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bestBySubsets } from '../exact/subsets.ts'
import { jobs, problemOf, problems } from '../testing/jobs.ts'
import { fromHours } from '../time.ts'
import { leastBins } from './bins.ts'
import { lowerBound } from './lower-bound.ts'

const lots = (...rows: readonly (readonly [type: string, hours: number])[]) =>
  rows.map(([type, hours], at) => ({ lot_id: `L${at}`, lot_type: type, vials: 1, fill_hours: hours }))

describe('the lower bound', () => {
  it('never exceeds the makespan of the best plan, found by dynamic programming over all subsets', () => {
    fc.assert(
      fc.property(jobs(7, false).map(problemOf), (problem) => {
        expect(lowerBound(problem)).toBeLessThanOrEqual(bestBySubsets(problem)?.makespan ?? Number.POSITIVE_INFINITY)
      }),
      { numRuns: 1500 },
    )
  })

  it('does not depend on targets, which can only make plans longer', () => {
    fc.assert(
      fc.property(problems(7), (problem) => {
        const free = {
          ...problem,
          hasTargets: false,
          lots: problem.lots.map(({ id, type, vials, fill, priority }) => ({ id, type, vials, fill, priority })),
        }
        expect(lowerBound(problem)).toBe(lowerBound(free))
      }),
    )
  })

  it('is exact when everything fits one block', () => {
    const problem = problemOf({ lots: lots(['A', 10], ['A', 10], ['B', 10]), config: {} })
    expect(lowerBound(problem)).toBe(fromHours(24 + 30 + 4 + 8))
  })

  it('counts a block per lot when a clean is shorter than any changeover', () => {
    const config = { clean_hours: 1, changeover_same_hours: 4, changeover_diff_hours: 8 }
    const problem = problemOf({ lots: lots(['A', 10], ['A', 10], ['B', 10]), config })
    expect(lowerBound(problem)).toBe(fromHours(3 * 1 + 30))
  })

  it('counts a block per type when a clean is shorter than a change of type only', () => {
    const config = { clean_hours: 6, changeover_same_hours: 4, changeover_diff_hours: 8 }
    const problem = problemOf({ lots: lots(['A', 10], ['A', 10], ['B', 10]), config })
    expect(lowerBound(problem)).toBe(fromHours(2 * 6 + 30 + 4))
  })

  it('does not count the clean that the state of the line spares', () => {
    const config = { initial_state: { window_used_hours: 50, last_lot_type: 'A' } }
    const problem = problemOf({ lots: lots(['A', 10], ['B', 10]), config })
    expect(lowerBound(problem)).toBe(fromHours(4 + 10 + 8 + 10))
  })
})

describe('the lower bound of a line inside a campaign', () => {
  const boundWith = (used: number) =>
    lowerBound(problemOf({ lots: lots(['A', 10], ['A', 110]), config: { initial_state: { window_used_hours: used } } }))

  it('counts the opening clean when no lot fits into what is left of the window', () => {
    expect(boundWith(120)).toBe(fromHours(24 + 10 + 24 + 110))
    expect(boundWith(110.1)).toBe(fromHours(24 + 10 + 24 + 110))
  })

  it('still expects the campaign to go on when the shortest lot just fits', () => {
    expect(boundWith(110)).toBe(fromHours(10 + 24 + 110))
  })
})

describe('the least number of bins', () => {
  it('gives every weight above half a bin its own', () => {
    expect(leastBins([60, 60, 60, 10], 100)).toBe(3)
  })

  it('sees that small weights no longer fit beside large ones', () => {
    expect(leastBins([70, 70, 70, 40, 40], 100)).toBe(4)
  })

  it('sees that three equal weights fit and four do not', () => {
    expect(leastBins(new Array(12).fill(30), 100)).toBe(4)
  })

  it('is never more than first fit decreasing needs', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 30 }), (values) => {
        const weights = values.toSorted((a, b) => b - a)
        const bins: number[] = []
        for (const weight of weights) {
          const at = bins.findIndex((load) => load + weight <= 100)
          if (at < 0) bins.push(weight)
          else bins[at] = (bins[at] as number) + weight
        }
        expect(leastBins(weights, 100)).toBeLessThanOrEqual(bins.length)
      }),
    )
  })
})
