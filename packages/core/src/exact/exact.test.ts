import { describe, expect, it } from 'vitest'
import type { Problem } from '../problem.ts'
import { Dice } from '../random.ts'
import type { MilpSolver } from '../search.ts'
import { searchFor } from '../testing/search.ts'
import { fromHours, toHours } from '../time.ts'
import { exactSearch } from './index.ts'
import { makespanOf } from './model/block-plan.ts'

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

/** So many that sets of them are not looked at one by one, which decides most small lists before anything is searched. */
const manyTypes = 13

describe('exact search', () => {
  it('proves the example plan of 497.162651 hours', () => {
    const answer = exactSearch(example, searchFor(1_000))
    expect(toHours(answer.makespan)).toBeCloseTo(497.162651, 5)
    expect(answer.lowerBound).toBe(answer.makespan)
  })

  it('proves thirty lots within few steps', () => {
    for (const seed of [1, 2, 3]) {
      const answer = exactSearch(random(seed, 30, 4), searchFor(2_000))
      expect(answer.lowerBound).toBe(answer.makespan)
    }
  })

  it('reports plans that only get shorter and bounds that only rise', () => {
    const search = searchFor(60)
    exactSearch(random(4, 60, manyTypes), search)
    const { reports } = search
    expect(reports.length).toBeGreaterThan(0)
    for (const [at, { makespan, lowerBound }] of reports.entries()) {
      expect(makespan).toBeLessThanOrEqual(reports[at - 1]?.makespan ?? makespan)
      expect(lowerBound).toBeGreaterThanOrEqual(Math.min(makespan, reports[at - 1]?.lowerBound ?? 0))
      expect(lowerBound).toBeLessThanOrEqual(makespan)
    }
  })

  it('gives the same plan again for the same seed and steps', () => {
    const once = exactSearch(random(5, 50, manyTypes), searchFor(40))
    expect(exactSearch(random(5, 50, manyTypes), searchFor(40))).toEqual(once)
  })

  it('stops when its time is over with a valid plan and bound, however large the problem', () => {
    const problem = random(6, 400, manyTypes)
    const search = searchFor(Number.POSITIVE_INFINITY)
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
      const answer = exactSearch(problem, { ...searchFor(50), milp: solver })
      expect(makespanOf(problem, answer.sequence)).toBe(answer.makespan)
      expect(answer.lowerBound).toBeLessThanOrEqual(answer.makespan)
    }
  })
})
