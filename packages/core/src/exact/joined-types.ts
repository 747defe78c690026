import { leastBins, sum } from '../bound/bins.ts'
import { cheapestPartitions, partsOf } from '../partition.ts'
import type { Micros } from '../time.ts'
import type { BlockModel } from './block-model.ts'
import type { RootPrices } from './tree-search.ts'

/** More types have more sets than can be looked at in a moment. */
export const mostDividedTypes = 12

/**
 * Whether sets of types may be planned apart: with two values only, and no block that the line carries in, which would be
 * there for one of the sets alone.
 */
export const mayDivide = ({ exact, carried, types }: BlockModel): boolean =>
  exact && carried === undefined && types.length > 1 && types.length <= mostDividedTypes

interface PricedLot {
  /** Of its type, as a bit. */
  readonly bit: number
  readonly weight: Micros
  readonly price: Micros
}

/** Fewest blocks with one type, and what its first lot adds in each. */
interface TypeNeeds {
  readonly blocks: number
  readonly setup: Micros
  /** What the prices give for its blocks at least. */
  readonly price: Micros
}

/**
 * For every set of types, as bits, a makespan that no plan of them undercuts whose blocks join them all. A block holds only
 * so much, joining k types by b blocks takes at least b + k − 1 pairs of a block and a type in it, as a connected graph has
 * as many edges as nodes less one, and no block costs less than the prices of what it holds.
 */
export const joinedBounds = (model: BlockModel, root?: RootPrices): Float64Array => {
  const lots = pricedLots(model, root)
  const types = model.types.map((_, type) => needsOf(model, lots, type, root))
  return Float64Array.from({ length: 1 << types.length }, (_, bits) =>
    bits === 0
      ? 0
      : joinedBound(
          model,
          lots.filter(({ bit }) => bits & bit),
          types.filter((__, type) => bits & (1 << type)),
          root,
        ),
  )
}

/** Heaviest first. */
const pricedLots = ({ groups }: BlockModel, root?: RootPrices): PricedLot[] =>
  groups
    .flatMap(({ type, weight, lots }, group) => {
      const lot = { bit: 1 << type, weight, price: root?.prices.lots[group] ?? 0 }
      return lots.map(() => lot)
    })
    .sort((a, b) => b.weight - a.weight)

const needsOf = (
  { opened }: BlockModel,
  lots: readonly PricedLot[],
  type: number,
  root: RootPrices | undefined,
): TypeNeeds => {
  const weights = lots.filter(({ bit }) => bit === 1 << type).map(({ weight }) => weight)
  const setup = opened.setup[type] ?? 0
  const blocks = Math.max(leastBins(weights, opened.room - setup), Math.ceil(weights.length / opened.most))
  const price = root?.prices.types[type] ?? 0
  return { blocks, setup, price: price * (price > 0 ? blocks : (root?.region.types[type]?.high ?? 0)) }
}

const joinedBound = (
  { opened }: BlockModel,
  lots: readonly PricedLot[],
  types: readonly TypeNeeds[],
  root: RootPrices | undefined,
): Micros => {
  const weights = lots.map(({ weight }) => weight)
  const weight = sum(weights)
  const pairs = sum(types.map(({ blocks }) => blocks))
  const setups = sum(types.map(({ blocks, setup }) => blocks * setup))
  const cheapest = types.reduce((least, { setup }) => Math.min(least, setup), Number.POSITIVE_INFINITY)
  const fewest = Math.max(leastBins(weights, opened.room - cheapest), Math.ceil(weights.length / opened.most))
  const most = Math.min(weights.length - types.length + 1, root?.region.blocks.high ?? weights.length)
  const priced = weight + sum(lots.map(({ price }) => price)) + sum(types.map(({ price }) => price))
  let least = Number.POSITIVE_INFINITY
  for (let blocks = fewest; blocks <= most; blocks++) {
    const load = weight + setups + Math.max(0, blocks + types.length - 1 - pairs) * cheapest
    if (load > blocks * opened.room) continue
    const cost = load + blocks * opened.cost
    least = Math.min(least, Math.max(cost, root ? priced + blocks * root.least : 0))
    // From here on a block more makes the plan longer.
    if (cost >= least && opened.cost >= 0) break
  }
  return least
}

/** A choice of sets that hold every type once, and the sum of their values. */
export interface Division {
  readonly sets: readonly number[]
  readonly value: number
}

/** The cheapest way to divide the types, when `values` has what each set costs. */
export const cheapestDivision = (values: Float64Array): Division => {
  const partitions = cheapestPartitions(values)
  const all = values.length - 1
  return { sets: partsOf(partitions, all), value: partitions.best[all] as number }
}
