import type { Micros } from '../../time.ts'
import type { Column } from '../columns/column.ts'
import { relax } from '../columns/column-generation.ts'
import type { LeastCosts, Prices } from '../columns/prices.ts'
import type { Region } from '../columns/region.ts'
import type { SetPricer } from '../columns/set-pricing.ts'
import { split, tally } from '../tree/branching.ts'
import type { TreeSearch } from '../tree/tree-search.ts'
import { keyOfColumn, keyOfSet } from './set-packing.ts'

/** What the relaxation of a region says about sets. */
export interface SetRelaxation {
  readonly prices: Prices
  /** No plan of the region is shorter; the first before it is rounded up to the lattice. */
  readonly exactBound: Micros
  readonly bound: Micros
  /** How many blocks of each set it takes. */
  readonly center: Float64Array
  /** Regions that share out all plans and leave the relaxation out; nothing where it has whole counts. */
  readonly halves: readonly Region[] | undefined
  /** Per set: how much longer than the bound a plan is at least that has such a block. */
  readonly excess: Float64Array
}

/** Nothing when no plan of the region is better than the incumbent; `unknown` when the budget ended before that was clear. */
export const relaxSets = (
  search: TreeSearch,
  pricer: SetPricer,
  region: Region,
): SetRelaxation | 'unknown' | undefined => {
  const { model, master, incumbent } = search
  const { cutoff } = incumbent
  const { prices, least, exactBound, bound, lp } = relax(search, region, { cutoff, toTheEnd: true })
  if (bound > cutoff) return undefined
  if (!prices || !least) return 'unknown'
  const center = lp ? countsOf(pricer, master.columns, lp.use) : new Float64Array(pricer.sets.length)
  const halves = lp && split(region, tally(model, master.columns, lp.use))
  return { prices, exactBound, bound, center, halves, excess: excessOf(pricer, prices, least) }
}

/** Blocks of each set that a relaxation takes. */
const countsOf = ({ sets }: SetPricer, columns: readonly Column[], use: Float64Array): Float64Array => {
  const places = new Map(sets.map((set, at) => [keyOfSet(set), at]))
  const counts = new Float64Array(sets.length)
  for (const [column, { carried, types }] of columns.entries()) {
    const at = places.get(keyOfColumn({ carried, types })) ?? -1
    counts[at] = (counts[at] ?? 0) + (use[column] ?? 0)
  }
  return counts
}

const excessOf = (pricer: SetPricer, prices: Prices, { opened, carried = 0 }: LeastCosts): Float64Array => {
  const places = new Map(pricer.sets.map((set, at) => [set, at]))
  const excess = new Float64Array(places.size).fill(Number.POSITIVE_INFINITY)
  for (const { set, reducedCost } of pricer.values(prices))
    excess[places.get(set) ?? -1] = reducedCost - (set.kind.carried ? Math.min(0, carried) : opened)
  return excess
}
