import { type Micros, microsPerHour } from '../../time.ts'
import type { BlockKind, BlockModel } from '../model/block-model.ts'
import type { Duals } from './master.ts'
import type { Region } from './region.ts'

/** Prices as integers of microseconds: sums of them are exact, so a bound made of them owes nothing to LP tolerances. */
export interface Prices {
  /** Reward for one lot of a group, never negative. */
  readonly lots: Float64Array
  /** Reward for a block that has the type, joins included; may be negative. */
  readonly types: Float64Array
  /** What each type but a block's first one is rewarded with, never negative; nothing when left out. */
  readonly joins?: Micros
  /** A block pays for itself below this reduced cost: what the master would give for one more of its kind. */
  readonly opened: Micros
  readonly carried: Micros
}

/** A longer lot earns at least what a shorter one of its type does, where its place serves both. */
export const roundPrices = (model: BlockModel, duals: Duals): Prices => {
  const lots = Float64Array.from(duals.lots, (hours) => Math.max(0, Math.round(hours * microsPerHour)))
  for (let at = model.groups.length - 2; at >= 0; at--)
    if (!model.apart && model.groups[at]?.type === model.groups[at + 1]?.type)
      lots[at] = Math.max(lots[at] ?? 0, lots[at + 1] ?? 0)
  const joins = Math.max(0, toMicros(duals.joins ?? 0))
  // The first type of a block joins nothing: what it was given too much, the block gives back.
  const [opened = 0, carried = 0] = Float64Array.from(duals.blocks, (hours) => toMicros(hours) - joins)
  return { lots, types: Float64Array.from(duals.types, (hours) => toMicros(hours) + joins), joins, opened, carried }
}

const toMicros = (hours: number): Micros => Math.round(hours * microsPerHour)

/** What opening a type costs a block under these prices. */
export const typeCosts = (kind: BlockKind, prices: Prices): Float64Array =>
  Float64Array.from(kind.setup, (setup, type) => setup - (prices.types[type] ?? 0))

/** Least reduced costs of a block of each kind: no block costs less than the prices of what it holds plus this. */
export interface LeastCosts {
  readonly opened: Micros
  readonly carried?: Micros
}

/**
 * The Lagrangean bound on the columns' cost in a region: prices are paid for every lot and incidence, and each block
 * falls short of its prices by no more than the least reduced cost.
 */
export const boundFromPrices = (model: BlockModel, region: Region, prices: Prices, least: LeastCosts): Micros => {
  const joins = prices.joins ?? 0
  let bound = joins * region.joins
  for (const [at, group] of model.groups.entries()) bound += (prices.lots[at] ?? 0) * group.lots.length
  for (const [type, { low, high }] of region.types.entries()) {
    const price = (prices.types[type] ?? 0) - joins
    bound += price * (price > 0 ? low : high)
  }
  const opened = least.opened + joins
  bound += opened * (opened > 0 ? region.blocks.low : region.blocks.high)
  return bound + (least.carried === undefined ? 0 : Math.min(0, least.carried + joins))
}
