import fc from 'fast-check'
import { expect, it } from 'vitest'
import { problemOf } from '../testing/jobs.ts'
import { type Draft, merge } from './merge.ts'
import { type PackModel, packModel } from './model.ts'

/** One half-empty block per type, and rules under which they may be put together. */
const halfEmpty = fc
  .record({
    tenths: fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 40 }),
    same: fc.integer({ min: 0, max: 6 }),
    diff: fc.integer({ min: 0, max: 10 }),
    most: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
    carried: fc.boolean(),
  })
  .map(({ tenths, same, diff, most, carried }) =>
    problemOf({
      lots: tenths.map((tenth, at) => ({ lot_id: `L${at}`, lot_type: `T${at}`, vials: 1, fill_hours: tenth / 10 })),
      config: {
        changeover_same_hours: same,
        changeover_diff_hours: diff,
        ...(most ? { max_lots_per_block: most } : {}),
        ...(carried ? { initial_state: { window_used_hours: 30 } } : {}),
      },
    }),
  )

const draftsOf = (model: PackModel): Draft[] =>
  Array.from(model.weights, (load, lot) => {
    const type = model.typeOf[lot] as number
    return { id: lot + 1, carried: false, type, load, key: model.setups.step[type] as number, lots: 1 }
  })

const roomLeft = (model: PackModel, { carried, load, key }: Draft): number =>
  (carried ? (model.carriedRoom as number) : model.room) - load - model.setups.of(carried, key)

const joined = (block: Draft, { load, key, lots }: Draft): Draft => ({
  ...block,
  load: block.load + load,
  key: block.key + key,
  lots: block.lots + lots,
})

/** Looks at every block for every other. */
const mergeSlowly = (model: PackModel, drafts: readonly Draft[], carried?: Draft): ReadonlyMap<number, number> => {
  const moved = new Map<number, number>()
  const open = carried ? [carried] : []
  for (const draft of drafts.toSorted((a, b) => b.load - a.load || a.id - b.id)) {
    const taking = open.filter((block) => {
      const both = joined(block, draft)
      return both.lots <= model.maxLots && roomLeft(model, both) >= 0
    })
    const score = (block: Draft) => (block.carried ? Number.NEGATIVE_INFINITY : roomLeft(model, block))
    const best = taking.toSorted((a, b) => score(a) - score(b))[0]
    if (best) {
      moved.set(draft.id, best.id)
      open[open.indexOf(best)] = joined(best, draft)
    } else open.push(draft)
  }
  return moved
}

it('finds the fullest block that has room as if it had looked at all of them', () => {
  fc.assert(
    fc.property(halfEmpty, (problem) => {
      const model = packModel(problem)
      const carried = () => problem.initial && { id: 0, carried: true, type: undefined, load: 0, key: 0, lots: 0 }
      const left = (moved: ReadonlyMap<number, number>) => {
        const loads = new Map<number, number>()
        for (const { id, load } of draftsOf(model)) {
          const block = moved.get(id) ?? id
          loads.set(block, (loads.get(block) ?? 0) + load)
        }
        return [...loads.values()].sort((a, b) => a - b)
      }
      expect(left(merge(model, draftsOf(model), carried()))).toEqual(
        left(mergeSlowly(model, draftsOf(model), carried())),
      )
    }),
  )
})
