import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Problem } from '../../problem.ts'
import type { Search } from '../../search.ts'
import { searchFor } from '../../testing/search.ts'
import { fromHours } from '../../time.ts'
import { generateByNodes, generateColumns } from '../generate.ts'
import { Incumbent } from '../incumbent.ts'
import { blockModel } from '../model/block-model.ts'
import { nextFit } from '../next-fit.ts'
import { bestBySubsets } from '../subsets.ts'
import { twoValueProblem } from '../test-problems.ts'
import { DividedTypes } from './divided-types.ts'
import { Divisions, type TypePart } from './dividing.ts'
import { mayDivide } from './joined-types.ts'

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

/** The bound when there is nothing more to look at. */
const boundAfterLooks = (problem: Problem): number => {
  const divided = new DividedTypes(blockModel(problem))
  for (let set = divided.leastLooked(divided.cheapest.sets); set; set = divided.leastLooked(divided.cheapest.sets))
    divided.look(set, 1_000)
  return divided.cheapest.value
}

describe('dividing types', () => {
  it('bounds every plan by the cheapest division', () => {
    fc.assert(
      fc.property(divisible, (problem) => {
        const best = bestBySubsets(problem)?.makespan ?? Number.POSITIVE_INFINITY
        expect(new DividedTypes(blockModel(problem)).cheapest.value).toBeLessThanOrEqual(best)
        expect(boundAfterLooks(problem)).toBeLessThanOrEqual(best)
      }),
      { numRuns: 1000 },
    )
  })

  it('expects a block more where that costs less than a circle', () => {
    const [same, diff] = [0, fromHours(0.3)]
    const lots = [
      [0, 26.5],
      [1, 22.3],
      [1, 44.4],
      [0, 22.2],
      [1, 44.4],
      [0, 18],
    ] as const
    const problem: Problem = {
      lots: lots.map(([type, hours], at) => ({ id: `L${at}`, vials: 1, priority: 1, type, fill: fromHours(hours) })),
      types: ['A', 'B'],
      rules: {
        clean: fromHours(0.4),
        window: fromHours(66.6),
        changeover: [
          [same, diff],
          [diff, same],
        ],
        twoValue: { same, diff },
        maxLotsPerBlock: Number.POSITIVE_INFINITY,
        hardTargets: false,
      },
      hasTargets: false,
    }
    expect(boundAfterLooks(problem)).toBeLessThanOrEqual(bestBySubsets(problem)?.makespan ?? 0)
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
