import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Problem } from '../../problem.ts'
import { fromHours } from '../../time.ts'
import { blockModel } from '../model/block-model.ts'
import { makespanOf } from '../model/block-plan.ts'
import { DividedTypes } from './divided-types.ts'
import { groundsOf } from './grounds.ts'
import { problemOf } from './test-lists.ts'
import { planTree } from './tree-plan.ts'
import { TypeTrees } from './type-trees.ts'

/** Cuts a share of a block into lots of one type, each with its four hours. */
const cut = (share: number, parts: readonly number[]): number[] => {
  const least = 50
  const count = Math.max(1, Math.min(parts.length, Math.floor(share / (least + 40))))
  const weights = parts.slice(0, count)
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  const free = share - count * (least + 40)
  const sizes = weights.map((weight) => least + Math.floor((free * weight) / whole))
  return sizes.with(0, (sizes[0] ?? 0) + share - 40 * count - sizes.reduce((sum, size) => sum + size, 0))
}

interface Planted {
  readonly problem: Problem
  readonly blocks: number
}

/**
 * Blocks without a tenth of an hour to spare, joined as a tree: type k shares a block with an earlier type, and has some
 * blocks to itself.
 */
const planted: fc.Arbitrary<Planted> = fc
  .array(
    fc.record({
      above: fc.nat(),
      share: fc.integer({ min: 300, max: 900 }),
      own: fc.integer({ min: 0, max: 1 }),
      parts: fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 5, maxLength: 5 }),
    }),
    { minLength: 2, maxLength: 4 },
  )
  .map((types) => {
    const lots: { type: number; tenths: number }[] = []
    const add = (type: number, share: number, parts: readonly number[]): void => {
      for (const tenths of cut(share, parts)) lots.push({ type, tenths })
    }
    for (const [type, { above, share, own, parts }] of types.entries()) {
      for (let block = 0; block < own + (type === 0 ? 1 : 0); block++)
        add(
          type,
          1240,
          parts.map((part, at) => part + block * at),
        )
      if (type === 0) continue
      add(type, share, parts)
      add(above % type, 1200 - share, parts.toReversed())
    }
    const shared = types.length - 1
    return { problem: problemOf(lots, types.length), blocks: 1 + shared + types.reduce((sum, { own }) => sum + own, 0) }
  })

describe('plans of trees', () => {
  it('are found again where blocks were full and lots are few', () => {
    let exact = 0
    fc.assert(
      fc.property(planted, ({ problem, blocks }) => {
        const model = blockModel(problem)
        const trees = new TypeTrees(groundsOf(model, 13))
        trees.allow(1e6)
        const types = (1 << model.types.length) - 1
        expect(trees.mayBe(types, blocks)).toBe(true)
        const plan = planTree(model, trees, types, blocks)
        if (plan) expect(makespanOf(problem, plan)).toBeLessThanOrEqual(lengthOf(problem, blocks))
        if (!trees.isExact) return
        exact++
        expect(plan).toBeDefined()
      }),
      { numRuns: 100 },
    )
    expect(exact).toBeGreaterThan(20)
  })

  it('are never longer than the bound of all divisions', () => {
    fc.assert(
      fc.property(planted, ({ problem, blocks }) => {
        const divided = new DividedTypes(blockModel(problem))
        for (
          let set = divided.leastLooked(divided.cheapest.sets);
          set;
          set = divided.leastLooked(divided.cheapest.sets)
        )
          divided.look(set, 20_000)
        expect(divided.cheapest.value).toBeLessThanOrEqual(lengthOf(problem, blocks))
      }),
      { numRuns: 50 },
    )
  })
})

/** Cleans, fills, a changeover before each lot but a block's first, of which as few between types as a tree needs. */
const lengthOf = ({ lots, types }: Problem, blocks: number): number =>
  lots.reduce((sum, { fill }) => sum + fill, 0) +
  fromHours(24) * blocks +
  fromHours(4) * (lots.length - blocks) +
  fromHours(4) * (types.length - 1)
