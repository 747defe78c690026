import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { forbidden, type Problem } from '../../problem.ts'
import type { Micros } from '../../time.ts'
import { anyProblem, orderlyProblem } from '../test-problems.ts'
import { type BlockModel, blockModel } from './block-model.ts'
import { orderTypes, roomOf } from './lines.ts'
import { typeSets } from './type-sets.ts'

/** What a block of these lots takes after its clean in the cheapest order of all. */
const trueCost = ({ rules, lots, initial }: Problem, chosen: readonly number[], carried: boolean): Micros => {
  const types = [...new Set(chosen.map((at) => lots[at]?.type ?? 0))]
  const counts = types.map((type) => chosen.filter((at) => lots[at]?.type === type).length)
  const { cost } = orderTypes(rules, types, counts, carried ? initial?.lastType : undefined)
  return chosen.reduce((sum, at) => sum + (lots[at]?.fill ?? 0), cost)
}

/** What its set of types and the weights of its lots say of every choice of lots. */
const compare = (model: BlockModel, check: (cost: Micros, said: Micros) => void): void => {
  const { problem, types, groups } = model
  const weight = new Map(groups.flatMap((group) => group.lots.map((lot) => [lot, group.weight] as const)))
  for (const carried of problem.initial ? [false, true] : [false]) {
    const sets = new Map(typeSets(model, carried).map(({ bits, kind }) => [bits, kind]))
    const clean = carried ? 0 : problem.rules.clean
    for (let choice = 1; choice < 1 << problem.lots.length; choice++) {
      const chosen = [...problem.lots.keys()].filter((lot) => choice & (1 << lot))
      const cost = trueCost(problem, chosen, carried)
      if (cost > roomOf(problem, carried) || chosen.length > problem.rules.maxLotsPerBlock) continue
      const bits = chosen.reduce((all, lot) => all | (1 << types.indexOf(problem.lots[lot]?.type ?? -1)), 0)
      const kind = sets.get(bits)
      const load = chosen.reduce((sum, lot) => sum + (weight.get(lot) ?? 0), 0)
      check(cost, kind && load <= kind.room ? load + kind.cost - clean : forbidden)
    }
  }
}

describe('what blocks of each set of types cost', () => {
  it('is never more than the cheapest order of any choice of lots costs', () => {
    fc.assert(
      fc.property(anyProblem(7), (problem) =>
        compare(blockModel(problem), (cost, said) => expect(said).toBeLessThanOrEqual(cost)),
      ),
      { numRuns: 150 },
    )
  })

  it('is what the cheapest order costs where the lots of a type stay together', () => {
    fc.assert(
      fc.property(orderlyProblem(7), (problem) =>
        compare(blockModel(problem), (cost, said) => expect(said).toBe(cost)),
      ),
      { numRuns: 100 },
    )
  })
})
