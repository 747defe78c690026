import type { Micros } from '../../time.ts'
import type { BlockModel } from '../model/block-model.ts'
import { fewestIncidences } from './incidences.ts'

/** The plans that one node of the search tree speaks of: how many opened blocks, and how many blocks with each type. */
export interface Region {
  readonly blocks: Interval
  readonly types: readonly Interval[]
  /** So many pairs of a block and a type in it are there at least beyond one per block: joining k types takes k − 1. */
  readonly joins: number
}

/** Both ends included. */
export interface Interval {
  readonly low: number
  readonly high: number
}

/** Every plan with these joins: at most one block per lot, every type in at least one block. */
export const everything = (model: BlockModel, joins = 0): Region => {
  const lots = model.problem.lots.length
  const { most } = model.opened
  const fewest = Number.isFinite(most) ? Math.ceil(lots / most) - (model.carried ? 1 : 0) : 0
  return {
    blocks: { low: Math.max(0, fewest), high: lots },
    types: fewestIncidences(model).map((type) => ({ low: type.least, high: type.lots })),
    joins,
  }
}

/** No plan of the region is longer, waiting aside: where all counts are given, so is the makespan. */
export const dearestPlan = ({ base, opened, carried, exact }: BlockModel, { blocks, types }: Region): Micros => {
  if (!exact || carried) return Number.POSITIVE_INFINITY
  const setups = types.reduce((sum, { high }, type) => sum + high * (opened.setup[type] ?? 0), 0)
  return base + setups + opened.cost * (opened.cost > 0 ? blocks.high : blocks.low)
}

/** No limits at all, for roundings that may end with a block too many. */
export const anyCounts = (model: BlockModel): Region => ({
  blocks: { low: 0, high: Number.POSITIVE_INFINITY },
  types: model.types.map(() => ({ low: 0, high: Number.POSITIVE_INFINITY })),
  joins: 0,
})

export const withBlocks = (region: Region, blocks: Interval): Region => ({ ...region, blocks })

export const withType = (region: Region, type: number, interval: Interval): Region => ({
  ...region,
  types: region.types.map((old, at) => (at === type ? interval : old)),
})

export const isEmpty = (region: Region): boolean =>
  region.blocks.low > region.blocks.high || region.types.some(({ low, high }) => low > high)
