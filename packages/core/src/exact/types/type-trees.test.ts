import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Problem } from '../../problem.ts'
import { blockModel } from '../model/block-model.ts'
import { orderBlock } from '../model/block-plan.ts'
import { twoValueProblem } from '../test-problems.ts'
import { groundsOf } from './grounds.ts'
import { mayDivide } from './joined-types.ts'
import { Leftovers } from './leftovers.ts'
import { openCircles } from './type-circles.ts'
import { TypeTrees } from './type-trees.ts'

/** Every way to put each lot into one of the rooms or to leave it over. */
const leastByTrying = (weights: readonly number[], rooms: readonly number[]): number => {
  const [weight, ...others] = weights
  if (weight === undefined) return 0
  const placed = rooms.flatMap((room, at) =>
    weight <= room ? leastByTrying(others, rooms.with(at, room - weight)) : [],
  )
  return Math.min(weight + leastByTrying(others, rooms), ...placed)
}

describe('what a type leaves over', () => {
  const block = 40
  const weights = fc
    .array(fc.integer({ min: 1, max: block }), { minLength: 1, maxLength: 6 })
    .map((all) => all.sort((a, b) => b - a))
  const rooms = fc.array(fc.integer({ min: 1, max: block }), { maxLength: 2 })

  it('is what trying every packing leaves, when lots are packed one by one', () => {
    fc.assert(
      fc.property(weights, rooms, fc.integer({ min: 0, max: 2 }), (all, given, blocks) => {
        const least = leastByTrying(all, [...given, ...new Array<number>(blocks).fill(block)])
        expect(new Leftovers(all, block, 16).least(given, blocks)).toBe(least)
      }),
      { numRuns: 500 },
    )
  })

  it('is never more than that, when light lots are poured', () => {
    fc.assert(
      fc.property(weights, rooms, fc.integer({ min: 0, max: 2 }), (all, given, blocks) => {
        const least = leastByTrying(all, [...given, ...new Array<number>(blocks).fill(block)])
        expect(new Leftovers(all, block, 2).least(given, blocks)).toBeLessThanOrEqual(least)
      }),
      { numRuns: 500 },
    )
  })
})

/** Every way to divide lots into blocks. */
function* partitions(
  lots: readonly number[],
  blocks: readonly (readonly number[])[] = [],
): Generator<readonly (readonly number[])[]> {
  const [lot, ...others] = lots
  if (lot === undefined) return yield blocks
  for (const [at, block] of blocks.entries()) yield* partitions(others, blocks.with(at, [...block, lot]))
  yield* partitions(others, [...blocks, [lot]])
}

/** How many pairs more than a tree has join all types of a plan; nothing when it does not join them. */
const circlesOf = ({ lots }: Problem, blocks: readonly (readonly number[])[]): number | undefined => {
  const sets = blocks.map((block) => new Set(block.map((lot) => lots[lot]?.type)))
  const types = new Set(lots.map(({ type }) => type)).size
  const joined = new Set(sets[0])
  for (let round = 0; round < types; round++)
    for (const set of sets) if ([...set].some((type) => joined.has(type))) for (const type of set) joined.add(type)
  if (joined.size < types) return undefined
  return sets.reduce((sum, set) => sum + set.size, 0) - (blocks.length + types - 1)
}

/** By trying: the numbers of blocks that can hold all types with so many circles. */
const joinedByTrying = (problem: Problem, circles: number): ReadonlySet<number> => {
  const found = new Set<number>()
  for (const blocks of partitions([...problem.lots.keys()]))
    if (circlesOf(problem, blocks) === circles && blocks.every((block) => orderBlock(problem, block, false)))
      found.add(blocks.length)
  return found
}

describe('trees of types', () => {
  const divisible = twoValueProblem(7)
    .map(({ initial: _, ...problem }) => problem)
    .filter((problem) => mayDivide(blockModel(problem)))

  for (const packed of [13, 1])
    it(`are never ruled out where one exists, with ${packed} lots of a type packed one by one`, () => {
      const ruledOut: boolean[] = []
      fc.assert(
        fc.property(divisible, (problem) => {
          const model = blockModel(problem)
          const trees = new TypeTrees(groundsOf(model, packed))
          trees.allow(1e6)
          const exist = joinedByTrying(problem, 0)
          // More blocks have more pairs than there are lots.
          for (let blocks = 1; blocks + model.types.length - 1 <= problem.lots.length; blocks++) {
            const may = trees.mayBe((1 << model.types.length) - 1, blocks)
            if (exist.has(blocks)) expect(may).toBe(true)
            else ruledOut.push(!may)
          }
        }),
        { numRuns: 300 },
      )
      expect(ruledOut.filter(Boolean).length / ruledOut.length).toBeGreaterThan(0.8)
    })

  it('stay possible when the work is cut short', () => {
    fc.assert(
      fc.property(divisible, fc.integer({ min: 1, max: 300 }), (problem, work) => {
        const model = blockModel(problem)
        const trees = new TypeTrees(groundsOf(model, 16))
        const exist = joinedByTrying(problem, 0)
        for (let blocks = 1; blocks < problem.lots.length; blocks++)
          if (exist.has(blocks)) {
            trees.allow(work)
            expect(trees.mayBe((1 << model.types.length) - 1, blocks)).toBe(true)
          }
      }),
      { numRuns: 200 },
    )
  })

  for (const packed of [[16], [1], [1, 2, 4]])
    it(`have circles that are never ruled out where one exists, with ${packed} lots packed one by one`, () => {
      const ruledOut: boolean[] = []
      fc.assert(
        fc.property(divisible, (problem) => {
          const model = blockModel(problem)
          const looks = packed.map((most) => new TypeTrees(groundsOf(model, most)))
          for (const trees of looks) trees.allow(1e6)
          const exist = joinedByTrying(problem, 1)
          for (let blocks = 1; blocks + model.types.length <= problem.lots.length; blocks++) {
            const question = { looks, types: (1 << model.types.length) - 1, blocks }
            const may = !openCircles(question, model.opened).next().done
            if (exist.has(blocks)) expect(may).toBe(true)
            else ruledOut.push(!may)
          }
        }),
        { numRuns: 300 },
      )
      expect(ruledOut.filter(Boolean).length / ruledOut.length).toBeGreaterThan(0.5)
    })
})
