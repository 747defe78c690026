import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromHours, type Micros } from '../../time.ts'
import { type BlockModel, blockModel } from '../model/block-model.ts'
import type { TypeSet } from '../model/type-sets.ts'
import { orderlyProblem } from '../test-problems.ts'
import type { Prices } from './prices.ts'
import { SetPricer } from './set-pricing.ts'

/** The least reduced cost of a set's blocks, by trying every choice of lots. */
const leastOf = (model: BlockModel, { bits, kind }: TypeSet, prices: Prices): Micros => {
  const lots = model.groups.flatMap((group, at) => group.lots.map(() => ({ ...group, price: prices.lots[at] ?? 0 })))
  let least = Number.POSITIVE_INFINITY
  for (let choice = 1; choice < 1 << lots.length; choice++) {
    const chosen = lots.filter((_, at) => choice & (1 << at))
    const weight = chosen.reduce((sum, lot) => sum + lot.weight, 0)
    const types = chosen.reduce((all, { type }) => all | (1 << type), 0)
    if (types !== bits || weight > kind.room) continue
    const paid = prices.types.reduce((sum, price, type) => sum + (bits & (1 << type) ? price : 0), 0)
    least = Math.min(least, kind.cost - paid - chosen.reduce((sum, { price }) => sum + price, 0))
  }
  return least
}

const hours = (most: number) => fc.integer({ min: 0, max: most * 10 }).map((tenths) => fromHours(tenths / 10))

describe('what the blocks of each set of types are worth', () => {
  it('is what the best choice of lots is worth, whichever half of the types they are of', () => {
    fc.assert(
      fc.property(
        orderlyProblem(7),
        fc.array(hours(60), { minLength: 7, maxLength: 7 }),
        fc.array(hours(10), { minLength: 4, maxLength: 4 }),
        (problem, lots, types) => {
          // A limit on lots takes cells from the grid, which makes its bounds lower.
          const rules = { ...problem.rules, maxLotsPerBlock: Number.POSITIVE_INFINITY }
          const model = blockModel({ ...problem, rules })
          const prices: Prices = {
            lots: Float64Array.from(model.groups, (_, at) => lots[at] ?? 0),
            types: Float64Array.from(model.types, (_, type) => types[type] ?? 0),
            opened: 0,
            carried: 0,
          }
          const pricer = new SetPricer(model)
          const values = new Map(pricer.values(prices).map(({ set, reducedCost }) => [set, reducedCost]))
          for (const set of pricer.sets)
            expect(values.get(set) ?? Number.POSITIVE_INFINITY).toBe(leastOf(model, set, prices))
        },
      ),
      { numRuns: 100 },
    )
  })
})
