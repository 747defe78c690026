import { leastBins, sum } from '../../bound/bins.ts'
import { bitCount } from '../../partition.ts'
import type { Micros } from '../../time.ts'
import type { BlockModel } from '../model/block-model.ts'
import type { RootPrices } from '../tree/tree-search.ts'

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

/** A number of blocks with the fewest joins that it may have. */
export interface Shape {
  readonly blocks: number
  readonly joins: number
  /** No plan of the shape is shorter. */
  readonly cost: Micros
  /** Nor one with as many blocks or more, where a block costs anything. */
  readonly onward: Micros
}

/** Whether so many blocks may join types, as bits, by so many pairs more than a tree has; see `TypeTrees`. */
export type MayJoin = (types: number, blocks: number, circles: number) => boolean

/**
 * Plans of sets of types whose blocks join them all. A block holds only so much, joining k types by b blocks takes at
 * least b + k − 1 pairs of a block and a type in it, as a connected graph has as many edges as nodes less one, and no
 * block costs less than the prices of what it holds.
 */
export class JoinedTypes {
  readonly #model: BlockModel
  readonly #root: RootPrices | undefined
  readonly #lots: readonly PricedLot[]
  readonly #types: readonly TypeNeeds[]

  constructor(model: BlockModel, root?: RootPrices) {
    this.#model = model
    this.#root = root
    this.#lots = pricedLots(model, root)
    this.#types = model.types.map((_, type) => needsOf(model, this.#lots, type, root))
  }

  /** For every set of types, as bits, a makespan that no such plan undercuts. */
  bounds(): Float64Array {
    return Float64Array.from({ length: 1 << this.#types.length }, (_, bits) => (bits === 0 ? 0 : this.bound(bits)))
  }

  bound(bits: number): Micros {
    return this.cheapest(bits, Number.POSITIVE_INFINITY)?.cost ?? Number.POSITIVE_INFINITY
  }

  /** The shape that is cheapest by what is known of those up to a limit; nothing when there is no such plan. */
  cheapest(bits: number, limit: Micros, mayJoin?: MayJoin): Shape | undefined {
    let best: Shape | undefined
    for (const shape of this.#shapes(bits, limit, mayJoin)) {
      if (!best || shape.cost < best.cost) best = shape
      // From here on a block more makes the plan longer.
      if (shape.onward >= best.cost && this.#model.opened.cost >= 0) break
    }
    return best
  }

  /** How many joins those that are no longer than a limit have at least. */
  joins(bits: number, limit: Micros, mayJoin: MayJoin): number {
    let fewest = Number.POSITIVE_INFINITY
    for (const { joins, onward, cost } of this.#shapes(bits, limit, mayJoin)) {
      if (onward > limit && this.#model.opened.cost >= 0) break
      if (cost <= limit) fewest = Math.min(fewest, joins)
    }
    return Number.isFinite(fewest) ? fewest : bitCount(bits) - 1
  }

  /** More and more blocks; of those beyond a limit nothing is asked. */
  *#shapes(bits: number, limit: Micros, mayJoin: MayJoin = () => true): Generator<Shape> {
    const root = this.#root
    const { opened } = this.#model
    const lots = this.#lots.filter(({ bit }) => bits & bit)
    const types = this.#types.filter((_, type) => bits & (1 << type))
    const weights = lots.map(({ weight }) => weight)
    const needed = sum(types.map(({ blocks }) => blocks))
    const load = sum(weights) + sum(types.map(({ blocks, setup }) => blocks * setup))
    const cheapest = types.reduce((least, { setup }) => Math.min(least, setup), Number.POSITIVE_INFINITY)
    const fewest = Math.max(leastBins(weights, opened.room - cheapest), Math.ceil(weights.length / opened.most))
    const most = Math.min(weights.length - types.length + 1, root?.region.blocks.high ?? weights.length)
    const priced = sum(weights) + sum(lots.map(({ price }) => price)) + sum(types.map(({ price }) => price))
    for (let blocks = fewest; blocks <= most; blocks++) {
      const inTree = blocks + types.length - 1
      const heldBy = (pairs: number): Micros => load + (pairs - needed) * cheapest
      const fits = (pairs: number): boolean => pairs <= blocks * types.length && heldBy(pairs) <= blocks * opened.room
      let pairs = Math.max(needed, inTree)
      const costs = (): Micros => heldBy(pairs) + blocks * opened.cost
      while (fits(pairs) && costs() <= limit && !mayJoin(bits, blocks, pairs - inTree)) pairs++
      if (!fits(pairs)) continue
      const held = costs()
      yield {
        blocks,
        joins: pairs - blocks,
        cost: root ? Math.max(held, priced + blocks * root.least) : held,
        // A circle may cost more than a block: what looks have found out about fewer blocks says nothing about more.
        onward: heldBy(Math.max(needed, inTree)) + blocks * opened.cost,
      }
    }
  }
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
