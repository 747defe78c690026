import highs from 'highs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Problem } from '../problem.ts'
import { Dice } from '../random.ts'
import type { MilpSolver, Progress, Search } from '../search.ts'
import { fromHours, toHours } from '../time.ts'
import { makespanOf } from './block-plan.ts'
import { exactSearch } from './index.ts'

// The package's types describe an ES module, but Node loads its CommonJS build: the import is the loader itself.
const loadHighs = highs as unknown as () => Promise<MilpSolver>

let milp: MilpSolver
beforeAll(async () => {
  milp = await loadHighs()
})

const usual = (types: number, lots: readonly (readonly [type: number, hours: number])[]): Problem => {
  const [same, diff] = [fromHours(4), fromHours(8)]
  return {
    lots: lots.map(([type, hours], at) => ({ id: `L${at}`, type, vials: 1, fill: fromHours(hours), priority: 1 })),
    types: Array.from({ length: types }, (_, at) => `T${at}`),
    rules: {
      clean: fromHours(24),
      window: fromHours(120),
      changeover: Array.from({ length: types }, (_, a) =>
        Array.from({ length: types }, (__, b) => (a === b ? same : diff)),
      ),
      twoValue: { same, diff },
      maxLotsPerBlock: Number.POSITIVE_INFINITY,
      hardTargets: false,
    },
    hasTargets: false,
  }
}

/** The fifteen lots A1…C7 of the examples, thousands of vials filled at 19 920 vials an hour. */
const example = usual(2, [
  ...[100, 750, 30, 20, 1200, 250].map((vials) => [0, vials / 19.92] as const),
  ...[900, 1000, 700, 500, 100, 50, 625, 10, 800].map((vials) => [1, vials / 19.92] as const),
])

const random = (seed: number, lots: number, types: number): Problem => {
  const dice = new Dice(seed)
  return usual(
    types,
    Array.from({ length: lots }, () => [dice.below(types), 5 + dice.below(350) / 10] as const),
  )
}

interface Limits {
  readonly steps?: number
  readonly seconds?: number
  readonly solver?: MilpSolver
}

const searchOf = ({ steps = Number.POSITIVE_INFINITY, seconds = Number.POSITIVE_INFINITY, solver = milp }: Limits) => {
  const reports: Progress[] = []
  const end = performance.now() + seconds * 1000
  let taken = 0
  const search: Search = {
    budget: {
      spent: () => ++taken > steps || performance.now() > end,
      get steps() {
        return taken
      },
      secondsLeft: () => (end - performance.now()) / 1000,
    },
    seed: 1,
    report: (progress) => reports.push(progress),
    milp: solver,
  }
  return { search, reports }
}

describe('exact search', () => {
  it('proves the example plan of 497.162651 hours', () => {
    const answer = exactSearch(example, searchOf({ steps: 1_000 }).search)
    expect(toHours(answer.makespan)).toBeCloseTo(497.162651, 5)
    expect(answer.lowerBound).toBe(answer.makespan)
  })

  it('proves thirty lots within few steps', () => {
    for (const seed of [1, 2, 3]) {
      const answer = exactSearch(random(seed, 30, 4), searchOf({ steps: 2_000, seconds: 20 }).search)
      expect(answer.lowerBound).toBe(answer.makespan)
    }
  })

  it('reports plans that only get shorter and bounds that only rise', () => {
    const { search, reports } = searchOf({ steps: 60 })
    exactSearch(random(4, 60, 5), search)
    expect(reports.length).toBeGreaterThan(0)
    for (const [at, { makespan, lowerBound }] of reports.entries()) {
      expect(makespan).toBeLessThanOrEqual(reports[at - 1]?.makespan ?? makespan)
      expect(lowerBound).toBeGreaterThanOrEqual(Math.min(makespan, reports[at - 1]?.lowerBound ?? 0))
      expect(lowerBound).toBeLessThanOrEqual(makespan)
    }
  })

  it('gives the same plan again for the same seed and steps', () => {
    const once = exactSearch(random(5, 50, 4), searchOf({ steps: 40 }).search)
    expect(exactSearch(random(5, 50, 4), searchOf({ steps: 40 }).search)).toEqual(once)
  })

  it('stops when its time is over with a valid plan and bound, however large the problem', () => {
    const problem = random(6, 400, 8)
    const { search } = searchOf({})
    let asked = 0
    const budget = { ...search.budget, spent: () => ++asked > 40, secondsLeft: () => (asked > 40 ? 0 : 2) }
    const answer = exactSearch(problem, { ...search, budget })
    expect(asked).toBeGreaterThan(40)
    // Each part that is under way may look once more.
    expect(asked).toBeLessThan(60)
    expect(makespanOf(problem, answer.sequence)).toBe(answer.makespan)
    expect(answer.lowerBound).toBeLessThanOrEqual(answer.makespan)
  })

  it('keeps plan and bound when the solver fails or has no models that persist', () => {
    const fail = (): never => {
      throw new Error('memory access out of bounds')
    }
    const broken: MilpSolver = Object.assign({ solve: fail }, { createModel: fail })
    for (const solver of [broken, { solve: fail }]) {
      const problem = random(7, 40, 4)
      const answer = exactSearch(problem, searchOf({ steps: 50, solver }).search)
      expect(makespanOf(problem, answer.sequence)).toBe(answer.makespan)
      expect(answer.lowerBound).toBeLessThanOrEqual(answer.makespan)
    }
  })
})
