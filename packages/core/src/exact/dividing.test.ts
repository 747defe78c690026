import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Search } from '../search.ts'
import { searchFor } from '../testing/search.ts'
import { blockModel } from './block-model.ts'
import { DividedTypes } from './divided-types.ts'
import { Divisions, type TypePart } from './dividing.ts'
import { generateByNodes, generateColumns } from './generate.ts'
import { Incumbent } from './incumbent.ts'
import { mayDivide } from './joined-types.ts'
import { nextFit } from './next-fit.ts'
import { bestBySubsets } from './subsets.ts'
import { twoValueProblem } from './test-problems.ts'

/** Column generation alone: subsets do not help. */
const searchPart = ({ problem, sequence, bound, limit, joins }: TypePart, search: Search): number => {
  const model = blockModel(problem)
  const incumbent = new Incumbent(model, search, sequence, bound, limit)
  if (!incumbent.proved) generateColumns({ model, search, incumbent, joins })
  return incumbent.bound
}

const divisible = twoValueProblem(8)
  .map(({ initial: _, ...problem }) => problem)
  .filter((problem) => mayDivide(blockModel(problem)))

describe('dividing types', () => {
  it('bounds every plan by the cheapest division', () => {
    fc.assert(
      fc.property(divisible, (problem) => {
        const best = bestBySubsets(problem)?.makespan ?? Number.POSITIVE_INFINITY
        const model = blockModel(problem)
        const divided = new DividedTypes(model)
        expect(divided.cheapest.value).toBeLessThanOrEqual(best)
        for (let set = divided.leastLooked(divided.cheapest); set; set = divided.leastLooked(divided.cheapest))
          divided.look(set, 1_000)
        expect(divided.cheapest.value).toBeLessThanOrEqual(best)
      }),
      { numRuns: 1000 },
    )
  })

  it('claims no more than the optimum that subsets find, and nearly always proves it by itself', () => {
    const seen = { all: 0, proved: 0 }
    fc.assert(
      fc.property(divisible, (problem) => {
        const search = searchFor(2_000)
        const model = blockModel(problem)
        const incumbent = new Incumbent(model, search, nextFit(problem), 0)
        const nodes = generateByNodes({ model, search, incumbent })
        const root = nodes.next().value ?? undefined
        nodes.return(undefined)
        for (const _ of new Divisions({ model, search, incumbent, searchPart }).search(root));
        const best = bestBySubsets(problem)?.makespan ?? Number.POSITIVE_INFINITY
        expect(incumbent.bound).toBeLessThanOrEqual(best)
        expect(incumbent.makespan).toBeGreaterThanOrEqual(best)
        seen.all++
        if (incumbent.proved) seen.proved++
      }),
      { numRuns: 300 },
    )
    // A set that its steps do not decide is left to the whole.
    expect(seen.proved / seen.all).toBeGreaterThan(0.97)
  })
})
