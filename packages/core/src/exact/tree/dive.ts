import type { Column } from '../columns/column.ts'
import type { Generation } from '../columns/column-generation.ts'
import type { LpAnswer } from '../columns/master.ts'
import { roundPrices } from '../columns/prices.ts'
import type { Interval, Region } from '../columns/region.ts'
import type { BlockModel } from '../model/block-model.ts'

const roundsPerFix = 6

export interface DiveStart {
  readonly region: Region
  /** Numbers in [0, 1): a little noise on the choice, so that another dive takes another way. */
  dice?(): number
}

/**
 * Rounds the relaxation to a plan: takes the block that the master uses most, removes its lots, generates columns for the
 * rest, and so on. Returns blocks that cover all lots, or nothing when the budget or HiGHS gave up.
 */
export const dive = (generation: Generation, { region, dice = () => 0 }: DiveStart): readonly Column[] | undefined => {
  const { master, pricer, budget } = generation
  const demand = Int32Array.from(pricer.demand)
  const chosen: Column[] = []
  try {
    while (demand.some((count) => count > 0)) {
      if (budget.spent()) return undefined
      master.demand(demand)
      master.restrict(remaining(region, chosen))
      const lp = generateFor(generation, demand)
      const carried = chosen.some((column) => column.carried)
      const taken = lp && takeBest(generation, { lp, demand, carried, dice })
      if (!taken || taken.length === 0) return undefined
      chosen.push(...taken)
    }
    return chosen
  } finally {
    master.demand(pricer.demand)
  }
}

/** What the region leaves to the blocks that are still to come. */
const remaining = (region: Region, chosen: readonly Column[]): Region => ({
  blocks: less(region.blocks, chosen.filter(({ carried }) => !carried).length),
  types: region.types.map((interval, type) =>
    less(interval, chosen.filter(({ types }) => types.includes(type)).length),
  ),
  joins: 0,
})

const less = ({ low, high }: Interval, used: number): Interval => ({
  low: Math.max(0, low - used),
  high: Math.max(0, high - used),
})

const generateFor = ({ model, master, pricer, budget }: Generation, demand: Int32Array): LpAnswer | undefined => {
  let lp = master.solve(budget.secondsLeft())
  for (let round = 0; lp && round < roundsPerFix; round++) {
    const prices = roundPrices(model, lp.duals)
    if (master.add(pricer.price(prices, 8, demand).columns) === 0) return lp
    lp = master.solve(budget.secondsLeft())
  }
  return lp
}

interface Choice {
  readonly lp: LpAnswer
  readonly demand: Int32Array
  readonly carried: boolean
  dice(): number
}

/** The most used blocks: all that are nearly whole, at least one. */
const takeBest = ({ model, master }: Generation, { lp, demand, carried, dice }: Choice): Column[] => {
  const used = [...lp.use.keys()].filter((at) => (lp.use[at] ?? 0) > 1e-6)
  const ranked = used.map((at) => ({ at, use: lp.use[at] ?? 0, rank: (lp.use[at] ?? 0) + dice() }))
  ranked.sort((a, b) => b.rank - a.rank || a.at - b.at)
  const taken: Column[] = []
  let carriedTaken = carried
  for (const { at, use } of ranked) {
    const column = master.columns[at]
    if (!column || (taken.length > 0 && use < nearlyWhole) || (column.carried && carriedTaken)) continue
    if (!cover(model, column, demand)) continue
    carriedTaken ||= column.carried
    taken.push(column)
  }
  return taken
}

const nearlyWhole = 0.95

/** Places of a block go to the longest lots still open that fit them; false when it serves none. */
const cover = (model: BlockModel, column: Column, demand: Int32Array): boolean => {
  let served = 0
  for (const [at, first] of column.groups.entries()) {
    let places = column.counts[at] ?? 0
    for (let group = first; places > 0 && model.groups[group]?.type === model.groups[first]?.type; group++) {
      const count = Math.min(places, demand[group] ?? 0)
      demand[group] = (demand[group] ?? 0) - count
      places -= count
      served += count
    }
  }
  return served > 0
}
