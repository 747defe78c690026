import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blockModel } from '../model/block-model.ts'
import { orderBlock } from '../model/block-plan.ts'
import { twoValueProblem } from '../test-problems.ts'
import { planCircle } from './circle-plan.ts'
import { groundsOf } from './grounds.ts'
import { mayDivide } from './joined-types.ts'
import { TypeTrees } from './type-trees.ts'

const divisible = twoValueProblem(8)
  .map(({ initial: _, ...problem }) => problem)
  .filter((problem) => mayDivide(blockModel(problem)) && problem.rules.maxLotsPerBlock > problem.lots.length)

describe('plans of circles', () => {
  it('hold every lot once, in blocks that are allowed, with no more pairs than one circle has', () => {
    let found = 0
    fc.assert(
      fc.property(divisible, fc.integer({ min: 1, max: 4 }), (problem, blocks) => {
        const model = blockModel(problem)
        const trees = new TypeTrees(groundsOf(model, 11))
        trees.allow(1e5)
        const question = { looks: [trees], types: (1 << model.types.length) - 1, blocks }
        const plan = planCircle(model, question, { work: 1e5, stop: () => false })
        if (!plan) return
        found++
        expect(plan.flat().sort((a, b) => a - b)).toEqual([...problem.lots.keys()])
        expect(plan.length).toBeLessThanOrEqual(blocks)
        for (const block of plan) expect(orderBlock(problem, block, false)).toBeDefined()
        const pairs = plan.flatMap((block) => [...new Set(block.map((lot) => problem.lots[lot]?.type))]).length
        expect(pairs).toBeLessThanOrEqual(blocks + model.types.length)
      }),
      { numRuns: 300 },
    )
    expect(found).toBeGreaterThan(20)
  })
})
