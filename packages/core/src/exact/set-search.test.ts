import fc from 'fast-check'
import highs from 'highs'
import { beforeAll, describe, expect, it } from 'vitest'
import { forbidden, type Problem } from '../problem.ts'
import type { MilpSolver, Search } from '../search.ts'
import { fromHours } from '../time.ts'
import { blockModel } from './block-model.ts'
import { makespanOf } from './block-plan.ts'
import { makeColumn } from './column.ts'
import { Dice } from './dice.ts'
import { fillSets } from './fill-sets.ts'
import { Incumbent } from './incumbent.ts'
import { modelHost } from './linear-program.ts'
import { Master } from './master.ts'
import { nextFit } from './next-fit.ts'
import { SetPricer } from './set-pricing.ts'
import { searchSets } from './set-search.ts'
import { bestBySubsets } from './subsets.ts'
import { anyProblem, orderlyProblem } from './test-problems.ts'
import { typeSets } from './type-sets.ts'

// The package's types describe an ES module, but Node loads its CommonJS build: the import is the loader itself.
const loadHighs = highs as unknown as () => Promise<MilpSolver>

let milp: MilpSolver
beforeAll(async () => {
  milp = await loadHighs()
})

/** Sets alone: no tree, no local search. */
const search = (problem: Problem): Incumbent => {
  const host = modelHost(milp)
  if (!host) throw new Error('HiGHS has no models that persist')
  let steps = 0
  const budget = { spent: () => ++steps > 100, secondsLeft: () => Number.POSITIVE_INFINITY, steps: 0 }
  const report: Search['report'] = () => undefined
  const model = blockModel(problem)
  const incumbent = new Incumbent(model, { budget, seed: 1, report, milp }, nextFit(problem), 0)
  const master = new Master(model, host)
  master.add(model.groups.flatMap((_, group) => makeColumn(model, model.opened, [group], [1]) ?? []))
  const pricer = new SetPricer(model)
  const task = { model, master, pricer, budget, host, incumbent, seed: 1, polish: () => undefined }
  for (const _ of searchSets(task, pricer));
  master.dispose()
  return incumbent
}

const bestOf = (problem: Problem): number => bestBySubsets(problem)?.makespan ?? forbidden

describe('search by sets of types', () => {
  it('proves the optimum that subsets find where the lots of a type stay together', () => {
    let proved = 0
    let all = 0
    fc.assert(
      fc.property(orderlyProblem(8), (problem) => {
        const { bound, makespan } = search(problem)
        const best = bestOf(problem)
        expect(bound).toBeLessThanOrEqual(best)
        expect(makespan).toBeGreaterThanOrEqual(best)
        all++
        if (bound === makespan) proved++
      }),
      { numRuns: 60 },
    )
    // Counts that hold all lots only in fractions are left to the tree.
    expect(proved / all).toBeGreaterThan(0.9)
  })

  it('never claims a bound above the optimum where detours pay or a type is dear to stay with', () => {
    fc.assert(
      fc.property(anyProblem(8), (problem) => {
        const { bound, makespan, sequence } = search(problem)
        expect(bound).toBeLessThanOrEqual(bestOf(problem))
        expect(makespanOf(problem, sequence)).toBe(makespan)
      }),
      { numRuns: 60 },
    )
  })
})

describe('filling blocks of given sets', () => {
  it('finds a packing without a minute to spare', () => {
    const dice = new Dice(3)
    // Twelve blocks of 120 hours, each cut into five lots of tenths of hours with changeovers of four hours between.
    const tenths = Array.from({ length: 12 }, () => {
      const cuts = [0, 1040, ...Array.from({ length: 4 }, () => dice.below(1041))].sort((a, b) => a - b)
      return cuts.slice(1).map((cut, at) => cut - (cuts[at] ?? 0))
    }).flat()
    const problem: Problem = {
      lots: tenths
        .filter((size) => size > 0)
        .map((size, at) => ({ id: `L${at}`, type: at % 2, vials: 1, fill: fromHours(size / 10), priority: 1 })),
      types: ['A', 'B'],
      rules: {
        clean: fromHours(24),
        window: fromHours(120),
        changeover: [4, 4].map(() => [fromHours(4), fromHours(4)]),
        maxLotsPerBlock: Number.POSITIVE_INFINITY,
        hardTargets: false,
      },
      hasTargets: false,
    }
    const model = blockModel(problem)
    const both = typeSets(model, false).find(({ bits }) => bits === 3)
    if (!both) throw new Error('no block may have both types')
    const filled = fillSets(model, new Array(12).fill(both), new Dice(1), 8)
    expect(filled && makespanOf(problem, filled)).toBe(tenths.length > 0 ? fromHours(12 * 144) : 0)
  })
})
