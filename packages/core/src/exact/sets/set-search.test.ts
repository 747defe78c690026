import fc from 'fast-check'
import highs from 'highs'
import { beforeAll, describe, expect, it } from 'vitest'
import { forbidden, type Problem } from '../../problem.ts'
import { Dice } from '../../random.ts'
import type { MilpSolver, Search } from '../../search.ts'
import { fromHours } from '../../time.ts'
import { singleLots } from '../columns/column.ts'
import { type ModelHost, modelHost } from '../columns/linear-program.ts'
import { Master } from '../columns/master.ts'
import { SetPricer } from '../columns/set-pricing.ts'
import { Incumbent } from '../incumbent.ts'
import { blockModel } from '../model/block-model.ts'
import { makespanOf } from '../model/block-plan.ts'
import { typeSets } from '../model/type-sets.ts'
import { nextFit } from '../next-fit.ts'
import { bestBySubsets } from '../subsets.ts'
import { anyProblem, orderlyProblem } from '../test-problems.ts'
import { fillSets } from './fill-sets.ts'
import { searchSets } from './set-search.ts'

// The package's types describe an ES module, but Node loads its CommonJS build: the import is the loader itself.
const loadHighs = highs as unknown as () => Promise<MilpSolver>

let milp: MilpSolver
beforeAll(async () => {
  milp = await loadHighs()
})

const persistent = (): ModelHost => {
  const host = modelHost(milp)
  if (!host) throw new Error('HiGHS has no models that persist')
  return host
}

/** Stops every integer program at the first solution that it finds. */
const hasty = (host: ModelHost): ModelHost => ({
  createModel: (description) => {
    const lp = host.createModel(description)
    if (description.integrality) lp.options.set({ mip_max_improving_sols: 1 })
    return lp
  },
})

/** Sets alone: no tree, no local search. */
const search = (problem: Problem, host = persistent(), most = 100): Incumbent => {
  let steps = 0
  const budget = { spent: () => ++steps > most, secondsLeft: () => Number.POSITIVE_INFINITY, steps: 0 }
  const report: Search['report'] = () => undefined
  const model = blockModel(problem)
  const incumbent = new Incumbent(model, { budget, seed: 1, report, milp }, nextFit(problem), 0)
  const master = new Master(model, host)
  master.add(singleLots(model))
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
        const { bound, makespan, sequence } = search(problem, persistent(), 40)
        expect(bound).toBeLessThanOrEqual(bestOf(problem))
        expect(makespanOf(problem, sequence)).toBe(makespan)
      }),
      { numRuns: 60 },
    )
  })
})

describe('search by sets of types, again', () => {
  it('finds the same plan and the same bound for the same seed and steps', () => {
    fc.assert(
      fc.property(anyProblem(8), (problem) => {
        const [once, again] = [1, 2].map(() => search(problem, persistent(), 20))
        expect([again?.sequence, again?.bound]).toEqual([once?.sequence, once?.bound])
      }),
      { numRuns: 8 },
    )
  })
})

/** Tenths of hours, as far as every one of them counts. */
const tenths = (
  lots: readonly (readonly [type: number, fill: number])[],
  far: readonly (readonly number[])[],
): Problem => ({
  lots: lots.map(([type, fill], at) => ({ id: `L${at}`, type, vials: 1, fill: fromHours(fill / 10), priority: 1 })),
  types: far.map((_, type) => `T${type}`),
  rules: {
    clean: fromHours(24),
    window: fromHours(120),
    changeover: far.map((row) => row.map((hours) => fromHours(hours / 10))),
    maxLotsPerBlock: Number.POSITIVE_INFINITY,
    hardTargets: false,
  },
  hasTargets: false,
})

describe('search by sets of types, on problems that once deceived it', () => {
  it('claims no more than that nothing was found up to a length between two steps of the lattice', () => {
    const problem = tenths(
      [
        [0, 258],
        [1, 418],
        [2, 448],
        [3, 325],
        [4, 249],
        [5, 453],
        [6, 539],
        [7, 215],
        [6, 287],
        [5, 287],
      ],
      [
        [20, 130, 163, 98, 167, 109, 54, 128],
        [55, 20, 124, 119, 127, 124, 101, 100],
        [150, 69, 20, 143, 153, 45, 68, 165],
        [157, 179, 173, 20, 83, 179, 51, 107],
        [48, 100, 52, 137, 20, 143, 125, 169],
        [152, 147, 108, 179, 75, 20, 45, 103],
        [141, 48, 137, 135, 163, 57, 20, 147],
        [130, 51, 164, 164, 70, 109, 45, 20],
      ],
    )
    expect(search(problem, persistent(), 3_000).bound).toBeLessThanOrEqual(bestOf(problem))
  })

  it('takes what a program found before it was stopped for a find and not for the least', () => {
    const problem = tenths(
      [
        [0, 176],
        [1, 459],
        [2, 343],
        [3, 381],
        [4, 371],
        [5, 455],
        [5, 457],
        [4, 359],
        [0, 480],
        [3, 476],
      ],
      [
        [20, 109, 132, 94, 96, 133],
        [83, 20, 66, 164, 103, 148],
        [103, 175, 20, 175, 137, 102],
        [164, 161, 117, 20, 83, 149],
        [46, 160, 136, 62, 20, 159],
        [107, 94, 116, 64, 58, 20],
      ],
    )
    expect(search(problem, hasty(persistent()), 150).bound).toBeLessThanOrEqual(bestOf(problem))
  })

  it('looks for counts that cost less than the relaxation, where plans cost more than counts', () => {
    const { rules, ...problem } = tenths(
      [
        [0, 55],
        [1, 10],
        [1, 10],
        [1, 221],
        [0, 311],
        [0, 14],
      ],
      [
        [0, 43, 44],
        [0, 34, 49],
        [Number.POSITIVE_INFINITY, 49, 0],
      ],
    )
    const narrow = { ...problem, rules: { ...rules, window: fromHours(60) } }
    expect(search(narrow).bound).toBeLessThanOrEqual(bestOf(narrow))
  })
})

describe('filling blocks of given sets', () => {
  it('finds a packing without a minute to spare', () => {
    const dice = new Dice(3)
    // Twelve blocks of 120 hours, each cut into five lots of tenths of hours with changeovers of four hours between.
    const sizes = Array.from({ length: 12 }, () => {
      const cuts = [0, 1040, ...Array.from({ length: 4 }, () => dice.below(1041))].sort((a, b) => a - b)
      return cuts.slice(1).map((cut, at) => cut - (cuts[at] ?? 0))
    }).flat()
    const problem: Problem = {
      lots: sizes
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
    expect(filled && makespanOf(problem, filled)).toBe(sizes.length > 0 ? fromHours(12 * 144) : 0)
  })
})
