import { Dice, drawTolerance } from '../random.ts'
import type { Micros } from '../time.ts'
import type { Packing, PackModel } from './model.ts'
import { twoSetupsOf } from './type-groups.ts'
import { TypeStock } from './type-stock.ts'

/** Ends the running block between two types. */
const breakToken = -1

/** More types than this are searched too slowly for a start. */
const mostTypes = 40
const tries = 4000

/** All lots of one type as if they could be poured. */
interface Amount {
  readonly lots: readonly number[]
  readonly weight: Micros
  /** What a block filled from this type leaves empty, about. */
  readonly waste: Micros
}

const amountsOf = (model: PackModel, wasteShare: number): Map<number, Amount> => {
  const present = [...model.lotsOfType.entries()].filter(([, lots]) => lots.length > 0)
  return new Map(
    present.map(([type, lots]) => {
      const weight = lots.reduce((sum, lot) => sum + (model.weights[lot] as Micros), 0)
      return [type, { lots, weight, waste: (wasteShare * weight) / lots.length }]
    }),
  )
}

/** Σ over blocks (clean + set-ups) when types are poured into blocks in this order. */
const costOf = (model: PackModel, amounts: ReadonlyMap<number, Amount>, tokens: readonly number[]): Micros => {
  const { first, further } = twoSetupsOf(model)
  const whole = model.room - first
  let cost = 0
  let space = 0
  for (const token of tokens) {
    const amount = amounts.get(token)
    if (!amount) {
      space = 0
      continue
    }
    const { weight, waste } = amount
    const here =
      space - further > waste ? Math.min(weight, space - further - (weight > space - further ? waste : 0)) : 0
    if (here > 0) cost += further
    const rest = weight - here
    const blocks = rest > 0 ? Math.ceil((rest - waste) / (whole - waste)) : 0
    cost += blocks * (model.clean + first)
    space = rest > 0 ? whole - (rest - (blocks - 1) * (whole - waste)) : space - further - here
  }
  return cost
}

const swap = (tokens: number[], a: number, b: number): void => {
  const kept = tokens[a] as number
  tokens[a] = tokens[b] as number
  tokens[b] = kept
}

/** Nothing is cheaper than one block whose types all follow each other; what needs only one is not searched. */
const leastCost = (model: PackModel, types: number): Micros => {
  const { first, further } = twoSetupsOf(model)
  return model.clean + first + (types - 1) * Math.min(further, model.clean + first)
}

const bestTokens = (model: PackModel, amounts: ReadonlyMap<number, Amount>, seed: number): readonly number[] => {
  const types = [...amounts.keys()].sort((a, b) => a - b)
  const tokens = [...types, ...types.map(() => breakToken)]
  const dice = new Dice(seed)
  let cost = costOf(model, amounts, tokens)
  let best = { cost, tokens: [...tokens] }
  const least = leastCost(model, types.length)
  for (let k = 0; k < tries && best.cost > least; k++) {
    const temperature = 0.3 * model.clean * (1 - k / tries) ** 2
    const a = dice.below(tokens.length)
    const b = dice.below(tokens.length)
    swap(tokens, a, b)
    const found = costOf(model, amounts, tokens)
    if (found > cost + temperature * drawTolerance(dice)) {
      swap(tokens, a, b)
      continue
    }
    cost = found
    if (cost < best.cost) best = { cost, tokens: [...tokens] }
  }
  return best.tokens
}

/** Pours real lots in the order of the tokens; what does not fill a block exactly leaves it a little emptier. */
const pour = (model: PackModel, amounts: ReadonlyMap<number, Amount>, tokens: readonly number[]): Packing => {
  const { first, further } = twoSetupsOf(model)
  const blockOf = new Int32Array(model.size)
  // The carried block stays empty here; the search moves lots into it.
  let blocks = model.carriedRoom === undefined ? 0 : 1
  let space = 0
  let lotsLeft = 0
  const fill = (stock: TypeStock, room: Micros): void => {
    const { lots, load } = stock.takeBlock(room, lotsLeft)
    for (const lot of lots) blockOf[lot] = blocks - 1
    space = stock.left > 0 ? 0 : room - load
    lotsLeft -= lots.length
  }
  for (const token of tokens) {
    const amount = amounts.get(token)
    const stock = new TypeStock(token, amount?.lots ?? [], model.weights)
    if (amount && space > further && lotsLeft > 0) fill(stock, space - further)
    else space = 0
    while (stock.left > 0) {
      blocks += 1
      lotsLeft = model.maxLots
      fill(stock, model.room - first)
    }
  }
  return { blockOf, blocks }
}

/**
 * Packs many short lots: which types share a block matters more than which lots, so the order in which types are poured
 * into blocks is searched first. Undefined where that is no help.
 */
export const chainPacking = (model: PackModel, wasteShare: number, seed: number): Packing | undefined => {
  const { problem, base, size, room } = model
  const short = base / size < room / 5
  if (!short || !problem.rules.twoValue || problem.types.length > mostTypes) return undefined
  const amounts = amountsOf(model, wasteShare)
  return pour(model, amounts, bestTokens(model, amounts, seed))
}
