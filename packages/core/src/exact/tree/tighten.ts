import type { Micros } from '../../time.ts'
import { carriedParts } from '../columns/incidences.ts'
import { type Interval, isEmpty, type Region } from '../columns/region.ts'
import type { BlockModel } from '../model/block-model.ts'

/**
 * Narrows a region to the block and incidence counts that total weight allows in plans no longer than `cutoff`.
 * Nothing when it holds no such plan.
 */
export const tighten = (model: BlockModel, region: Region, cutoff: Micros): Region | undefined => {
  let now = region
  for (let round = 0; round < 10; round++) {
    const next = { ...now, blocks: tightenBlocks(model, now, cutoff), types: tightenTypes(model, now, cutoff) }
    if (isEmpty(next)) return undefined
    if (sameRegion(now, next)) return now
    now = next
  }
  return now
}

const sameRegion = (a: Region, b: Region): boolean =>
  sameInterval(a.blocks, b.blocks) &&
  a.types.every((interval, type) => sameInterval(interval, b.types[type] ?? interval))

const sameInterval = (a: Interval, b: Interval): boolean => a.low === b.low && a.high === b.high

const setupsAtLeast = (model: BlockModel, region: Region): Micros =>
  region.types.reduce((sum, { low }, type) => sum + low * (model.opened.setup[type] ?? 0), 0)

/** Blocks and joins may take more pairs of a block and a type than the types by themselves, of whatever type. */
const setupsForJoins = (model: BlockModel, region: Region): Micros => {
  const pairs = region.types.reduce((sum, { low }) => sum + low, 0)
  return Math.max(0, region.blocks.low + region.joins - pairs) * cheapestSetup(model)
}

const cheapestSetup = ({ opened, carried }: BlockModel): Micros =>
  Math.max(0, Math.min(...opened.setup, ...(carried?.setup ?? [])))

const tightenBlocks = (model: BlockModel, region: Region, cutoff: Micros): Interval => {
  const { opened, base } = model
  const first = carriedParts(model)
  const setups = setupsAtLeast(model, region) + setupsForJoins(model, region)
  const most = Math.max(...region.types.map(({ low }) => low)) - first.blocks
  const incidences = region.types.reduce((sum, { high }) => sum + high, 0) - region.joins
  const low = Math.max(region.blocks.low, most, Math.ceil((base + setups - first.room) / opened.room))
  const paid = Math.floor((cutoff - base - setups - first.cost) / opened.cost)
  const affordable = opened.cost > 0 ? paid : Number.POSITIVE_INFINITY
  return { low, high: Math.min(region.blocks.high, incidences, affordable) }
}

const tightenTypes = (model: BlockModel, region: Region, cutoff: Micros): readonly Interval[] => {
  const { opened, base } = model
  const first = carriedParts(model)
  const setups = setupsAtLeast(model, region)
  const cheapestBlocks = opened.cost * (opened.cost > 0 ? region.blocks.low : region.blocks.high)
  const money = cutoff - base - first.cost - setups - cheapestBlocks
  const space = region.blocks.high * opened.room + first.room - base - setups
  return region.types.map(({ low, high }, type) => {
    const setup = opened.setup[type] ?? 0
    if (setup <= 0) return { low, high: Math.min(high, region.blocks.high + first.blocks) }
    const more = Math.floor(Math.min(money, space) / setup)
    return { low, high: Math.min(high, low + more, region.blocks.high + first.blocks) }
  })
}
