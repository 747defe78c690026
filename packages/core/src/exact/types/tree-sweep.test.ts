import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Dice } from '../../random.ts'
import { blockModel } from '../model/block-model.ts'
import { makespanOf } from '../model/block-plan.ts'
import { nextFit } from '../next-fit.ts'
import { bestBySubsets } from '../subsets.ts'
import { type Lot, problemOf } from './test-lists.ts'
import { TreeSweep } from './tree-sweep.ts'

const lastPlan = (problem: ReturnType<typeof problemOf>): number[][] => {
  const rounds = [...new TreeSweep(blockModel(problem), () => false).plans()]
  return rounds.at(-1)?.flatMap(({ blocks }) => blocks) ?? []
}

const lots: fc.Arbitrary<Lot[]> = fc.array(
  fc.record({ type: fc.integer({ min: 0, max: 2 }), tenths: fc.integer({ min: 50, max: 1_000 }) }),
  { minLength: 4, maxLength: 8 },
)

describe('plans by trees of small sets', () => {
  it('are plans, and the shortest more often than not', () => {
    let shortest = 0
    fc.assert(
      fc.property(lots, (list) => {
        const problem = problemOf(list, 3)
        const makespan = makespanOf(problem, lastPlan(problem))
        const best = bestBySubsets(problem)?.makespan ?? Number.NaN
        expect(makespan).toBeGreaterThanOrEqual(best)
        expect(makespan).toBeLessThan(Number.POSITIVE_INFINITY)
        if (makespan === best) shortest++
      }),
      { numRuns: 60 },
    )
    expect(shortest).toBeGreaterThan(30)
  })

  it('are shorter than plans without shared blocks where light lots fill what heavy ones leave', () => {
    const dice = new Dice(3)
    const list = Array.from({ length: 150 }, (_, at) => ({
      type: at % 4,
      tenths: at % 8 < 4 ? 60 + dice.below(60) : 400 + dice.below(400),
    }))
    const problem = problemOf(list, 4)
    const model = blockModel(problem)
    const rounds = [...new TreeSweep(model, () => false).plans()].map((sets) =>
      makespanOf(
        problem,
        sets.flatMap(({ blocks }) => blocks),
      ),
    )
    expect(rounds.at(-1)).toBeLessThan(rounds[0] ?? 0)
    expect(rounds.at(-1)).toBeLessThan(makespanOf(problem, nextFit(problem)))
  })

  it('end where no time is left', () => {
    const problem = problemOf([{ type: 0, tenths: 100 }], 1)
    expect([...new TreeSweep(blockModel(problem), () => true).plans()]).toEqual([])
  })

  it('take the same work again', () => {
    const problem = problemOf(
      [...Array(40).keys()].map((at) => ({ type: at % 3, tenths: 100 + at * 13 })),
      3,
    )
    const sweeps = [0, 1].map(() => new TreeSweep(blockModel(problem), () => false))
    for (const sweep of sweeps) expect([...sweep.plans()].length).toBe(3)
    expect(sweeps[0]?.worked).toBeGreaterThan(0)
    expect(sweeps[0]?.worked).toBe(sweeps[1]?.worked)
  })
})
