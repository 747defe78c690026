import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Micros, microsPerHour } from '../../time.ts'
import { type BlockKind, type BlockModel, blockModel } from '../model/block-model.ts'
import { anyProblem } from '../test-problems.ts'
import { type Column, makeColumn } from './column.ts'
import type { Prices } from './prices.ts'
import { SetupPricer } from './setup-pricing.ts'

const hours = (min: number, max: number) => fc.integer({ min, max }).map((value) => value * microsPerHour)

const rewards = (size: number, least: number) =>
  fc.array(hours(least, 40), { minLength: size, maxLength: size }).map((list) => Float64Array.from(list))

const cases = anyProblem(6).chain((problem) => {
  const model = blockModel(problem)
  const prices: fc.Arbitrary<Prices> = fc.record({
    lots: rewards(model.groups.length, 0),
    types: rewards(model.types.length, -20),
    opened: hours(-30, 60),
    carried: hours(-30, 60),
  })
  return fc.tuple(fc.constant(model), prices)
})

/** Every choice of lots that a block of the kind may hold. */
const blocksOf = (model: BlockModel, kind: BlockKind): Column[] => {
  const counts = model.groups.reduce<number[][]>(
    (all, { lots }) =>
      all.flatMap((chosen) => Array.from({ length: lots.length + 1 }, (_, count) => [...chosen, count])),
    [[]],
  )
  return counts.flatMap((chosen) => {
    const groups = chosen.flatMap((count, group) => (count > 0 ? [group] : []))
    const lots = chosen.reduce((sum, count) => sum + count, 0)
    const weight = chosen.reduce((sum, count, group) => sum + count * (model.groups[group]?.weight ?? 0), 0)
    if (lots === 0 || lots > kind.most) return []
    const column = makeColumn(
      model,
      kind,
      groups,
      chosen.filter((count) => count > 0),
    )
    return column && weight + column.cost - kind.cost <= kind.room ? column : []
  })
}

const reducedCost = ({ cost, groups, counts, types }: Column, prices: Prices): Micros => {
  const lots = groups.reduce((sum, group, at) => sum + (prices.lots[group] ?? 0) * (counts[at] ?? 0), 0)
  return cost - lots - types.reduce((sum, type) => sum + (prices.types[type] ?? 0), 0)
}

describe('pricing blocks whose types cost a set-up', () => {
  it('promises no more than the cheapest block keeps, also where a block more is worth something', () => {
    fc.assert(
      fc.property(cases, ([model, prices]) => {
        const { opened, carried = 0 } = new SetupPricer(model).price(prices, 1).least
        for (const block of blocksOf(model, model.opened))
          expect(reducedCost(block, prices)).toBeGreaterThanOrEqual(opened)
        for (const block of model.carried ? blocksOf(model, model.carried) : [])
          expect(reducedCost(block, prices)).toBeGreaterThanOrEqual(carried)
      }),
      { numRuns: 500 },
    )
  })

  it('promises nothing about a block of so many types that their cheapest order is not known', () => {
    // Dear to leave is the first type alone, so it comes last; who begins with it gets no block of all types.
    const size = 15
    const types = Array.from({ length: size }, (_, type) => type)
    const fill = 5 * microsPerHour
    const order = (size - 1) * microsPerHour
    const model = blockModel({
      lots: types.map((type) => ({ id: `L${type}`, type, vials: 1, fill, priority: 1 })),
      types: types.map((type) => `T${type}`),
      rules: {
        clean: 24 * microsPerHour,
        window: size * fill + order,
        changeover: types.map((a) => types.map(() => (a === 0 ? 10 : 1) * microsPerHour)),
        maxLotsPerBlock: Number.POSITIVE_INFINITY,
        hardTargets: false,
      },
      hasTargets: false,
    })
    const reward = 30 * microsPerHour
    const prices = { lots: new Float64Array(size).fill(reward), types: new Float64Array(size), opened: 0, carried: 0 }
    const ofAll = 24 * microsPerHour + size * fill + order - model.base - size * reward
    expect(new SetupPricer(model).price(prices, 1).least.opened).toBeLessThanOrEqual(ofAll)
  })
})
