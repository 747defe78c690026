import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Problem } from '../problem.ts'
import type { Search } from '../search.ts'
import { searchFor } from '../testing/search.ts'
import { generateColumns } from './generate.ts'
import { Incumbent } from './incumbent.ts'
import { blockModel } from './model/block-model.ts'
import { makespanOf } from './model/block-plan.ts'
import { nextFit } from './next-fit.ts'
import { bestBySubsets } from './subsets.ts'
import { anyProblem, orderlyProblem, twoValueProblem } from './test-problems.ts'

/** Column generation alone: neither the closed form nor subsets help. */
const generate = (problem: Problem, search: Search) => {
  const model = blockModel(problem)
  const incumbent = new Incumbent(model, search, nextFit(problem), 0)
  generateColumns({ model, search, incumbent })
  return incumbent
}

describe('column generation', () => {
  it('proves the optimum that subsets find, under every two-value rule', () => {
    fc.assert(
      fc.property(twoValueProblem(8), (problem) => {
        const best = bestBySubsets(problem)?.makespan
        const answer = generate(problem, searchFor(200))
        expect(makespanOf(problem, answer.sequence)).toBe(answer.makespan)
        expect([answer.bound, answer.makespan]).toEqual([best, best])
      }),
      { numRuns: 300 },
    )
  })

  it('proves the optimum that subsets find, under every matrix that keeps types together', () => {
    fc.assert(
      fc.property(orderlyProblem(8), (problem) => {
        const best = bestBySubsets(problem)?.makespan
        const answer = generate(problem, searchFor(200))
        expect([answer.bound, answer.makespan]).toEqual([best, best])
      }),
      { numRuns: 300 },
    )
  })

  it('never claims a bound above the optimum, under any rules', () => {
    fc.assert(
      fc.property(anyProblem(8), (problem) => {
        const best = bestBySubsets(problem)?.makespan ?? Number.POSITIVE_INFINITY
        const answer = generate(problem, searchFor(60))
        expect(answer.bound).toBeLessThanOrEqual(best)
        expect(answer.makespan).toBeGreaterThanOrEqual(best)
      }),
      { numRuns: 300 },
    )
  })

  it('plans for a line that has used more than its window, in odd microseconds', () => {
    const fills = [42_653_162_599, 28_598_243_784, 52_529_881_859, 69_650_329_643]
    const [same, diff] = [5_904_359_170, 28_322_101_630]
    const problem: Problem = {
      lots: fills.map((fill, at) => ({ id: `L${at}`, type: at === 1 ? 1 : 0, vials: 1, fill, priority: 1 })),
      types: ['A', 'B'],
      rules: {
        clean: 44_447_571_427,
        window: 164_310_148_034,
        changeover: [
          [same, diff],
          [diff, same],
        ],
        twoValue: { same, diff },
        maxLotsPerBlock: Number.POSITIVE_INFINITY,
        hardTargets: false,
      },
      initial: { windowUsed: 203_820_282_720, lastType: 1 },
      hasTargets: false,
    }
    const answer = generate(problem, searchFor(200))
    const best = bestBySubsets(problem)?.makespan
    expect([answer.bound, answer.makespan]).toEqual([best, best])
  })
})
