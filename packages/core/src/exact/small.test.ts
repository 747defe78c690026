import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lowerBound } from '../bound/lower-bound.ts'
import type { Sequence } from '../plan.ts'
import type { Problem } from '../problem.ts'
import { makespanOf } from './model/block-plan.ts'
import { nextFit } from './next-fit.ts'
import { bestBySubsets } from './subsets.ts'
import { anyProblem } from './test-problems.ts'

/** Every order of the lots with every choice of cleans: slow, and too simple to be wrong. */
const exhaustive = (problem: Problem): number => {
  let best = Number.POSITIVE_INFINITY
  const visit = (blocks: number[][], left: readonly number[]): void => {
    if (left.length === 0) best = Math.min(best, makespanOf(problem, blocks as Sequence))
    for (const lot of left) {
      const rest = left.filter((other) => other !== lot)
      const last = blocks.at(-1)
      if (last) visit([...blocks.slice(0, -1), [...last, lot]], rest)
      visit([...blocks, [lot]], rest)
    }
  }
  visit(
    problem.initial ? [[]] : [],
    problem.lots.map((_, lot) => lot),
  )
  return best
}

describe('small problems', () => {
  it('subset dynamic programming finds what trying every sequence finds', () => {
    fc.assert(
      fc.property(anyProblem(5), (problem) => {
        const best = bestBySubsets(problem)
        expect(best?.makespan ?? Number.POSITIVE_INFINITY).toBe(exhaustive(problem))
        if (best) expect(makespanOf(problem, best.sequence)).toBe(best.makespan)
      }),
      { numRuns: 300 },
    )
  })

  it('the instant bound never exceeds the optimum and the instant plan never undercuts it', () => {
    fc.assert(
      fc.property(anyProblem(8), (problem) => {
        const best = bestBySubsets(problem)?.makespan ?? Number.POSITIVE_INFINITY
        expect(lowerBound(problem)).toBeLessThanOrEqual(best)
        expect(makespanOf(problem, nextFit(problem))).toBeGreaterThanOrEqual(best)
      }),
      { numRuns: 3000 },
    )
  })
})
