import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Problem } from '../../problem.ts'
import { searchFor } from '../../testing/search.ts'
import { singleLots } from '../columns/column.ts'
import { modelHost } from '../columns/linear-program.ts'
import { Master } from '../columns/master.ts'
import { everything, withBlocks } from '../columns/region.ts'
import { SetPricer } from '../columns/set-pricing.ts'
import { Incumbent } from '../incumbent.ts'
import { blockModel } from '../model/block-model.ts'
import { nextFit } from '../next-fit.ts'
import { bestBySubsets } from '../subsets.ts'
import { anyProblem, orderlyProblem } from '../test-problems.ts'
import { tighten } from '../tree/tighten.ts'
import type { TreeSearch } from '../tree/tree-search.ts'
import { SetPart } from './set-part.ts'

/** The parts of a problem, one per number of blocks, each halved as long as its relaxation has counts in fractions. */
const halvedParts = (problem: Problem): { readonly parts: readonly SetPart[]; readonly halved: number } => {
  const model = blockModel(problem)
  const given = searchFor(10_000)
  const { budget } = given
  const host = modelHost(given.milp)
  if (!host) throw new Error('HiGHS has no models that persist')
  const incumbent = new Incumbent(model, given, nextFit(problem), 0)
  const master = new Master(model, host)
  master.add(singleLots(model))
  const pricer = new SetPricer(model)
  const search: TreeSearch = { model, master, pricer, budget, host, incumbent, seed: 1, polish: () => undefined }
  const root = tighten(model, everything(model), incumbent.cutoff)
  const blocks = root?.blocks ?? { low: 1, high: 0 }
  const open = Array.from({ length: blocks.high - blocks.low + 1 }, (_, more) => {
    const count = blocks.low + more
    return root && SetPart.of(search, pricer, withBlocks(root, { low: count, high: count }))
  })
  const parts: SetPart[] = []
  let halved = 0
  for (let part = open.pop(); part !== undefined || open.length > 0; part = open.pop()) {
    if (!(part instanceof SetPart)) continue
    if (part.halves) halved++
    else parts.push(part)
    open.push(...(part.halves ?? []).map((half) => SetPart.of(search, pricer, half)))
  }
  master.dispose()
  return { parts, halved }
}

describe('parts of the search by sets, halved to the end', () => {
  it('lose no plan that is shorter than the one at hand', () => {
    let halved = 0
    fc.assert(
      fc.property(fc.oneof(orderlyProblem(10), anyProblem(9)), (problem) => {
        const found = halvedParts(problem)
        const model = blockModel(problem)
        const first = new Incumbent(model, searchFor(1), nextFit(problem), 0).makespan
        const best = bestBySubsets(problem)?.makespan ?? first
        expect(Math.min(first, ...found.parts.map(({ level }) => level))).toBeLessThanOrEqual(best)
        halved += found.halved
      }),
      { numRuns: 150 },
    )
    expect(halved).toBeGreaterThan(0)
  })
})
