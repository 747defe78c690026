import type { BlockKind, BlockModel } from '../model/block-model.ts'
import type { LeastLoads } from './hunt.ts'
import type { Region } from './region.ts'

/**
 * What a block must hold when the blocks of a region are so few that the others cannot take the rest. The load in all
 * counts set-ups too, so that it compares with the room that is used.
 */
export const leastLoads = (model: BlockModel, region: Region, kind: BlockKind): LeastLoads => {
  const { opened, carried } = model
  const roomOfOthers = (blocks: number): number =>
    kind.carried || !carried ? blocks * opened.room : (blocks - 1) * opened.room + Math.max(opened.room, carried.room)
  const types = model.types.map((_, type) => {
    const weight = model.groups.reduce(
      (sum, group) => sum + (group.type === type ? group.weight * group.lots.length : 0),
      0,
    )
    const others = (region.types[type]?.high ?? 0) - 1
    const setup = Math.min(opened.setup[type] ?? 0, carried?.setup[type] ?? Number.POSITIVE_INFINITY)
    return weight - Math.max(0, roomOfOthers(others)) + Math.max(0, others) * setup
  })
  return { types, total: leastTotal(model, region, kind) }
}

const leastTotal = (model: BlockModel, region: Region, kind: BlockKind): number => {
  const { opened, carried, base } = model
  const setups = region.types.reduce((sum, { low }, type) => {
    const setup = Math.min(opened.setup[type] ?? 0, carried?.setup[type] ?? Number.POSITIVE_INFINITY)
    return sum + low * setup
  }, 0)
  const others = kind.carried
    ? region.blocks.high * opened.room
    : (region.blocks.high - 1) * opened.room + Math.max(0, carried?.room ?? 0)
  return base + setups - others
}
