import type { Prices } from '../columns/prices.ts'
import type { SetPricer } from '../columns/set-pricing.ts'
import type { BlockModel } from '../model/block-model.ts'
import { worthOf } from './set-packing.ts'
import type { SetCut } from './set-rows.ts'

/** What these prices of lots say about the counts of all sets. */
export const cutFrom = (model: BlockModel, pricer: SetPricer, prices: Prices): SetCut => {
  const places = new Map(pricer.sets.map((set, at) => [set, at]))
  const most = new Float64Array(places.size)
  for (const { set, reducedCost } of pricer.values({ ...prices, types: new Float64Array(model.types.length) }))
    most[places.get(set) ?? -1] = set.kind.cost - reducedCost
  return { most, total: worthOf(model, prices) }
}

/** Up to this many types every choice of them is asked about at once; above it each type and all of them. */
const fewTypes = 5

/** The lots of some types must fit by weight into the blocks that have one of them. */
export const weightCuts = (model: BlockModel, pricer: SetPricer): SetCut[] => {
  const count = model.types.length
  const all = (1 << count) - 1
  const single = model.types.map((_, type) => 1 << type)
  const choices = count <= fewTypes ? Array.from({ length: all }, (_, at) => at + 1) : [all, ...single]
  return choices.map((bits) => {
    const lots = Float64Array.from(model.groups, ({ type, weight }) => (bits & (1 << type) ? weight : 0))
    return cutFrom(model, pricer, { lots, types: new Float64Array(count), opened: 0, carried: 0 })
  })
}
