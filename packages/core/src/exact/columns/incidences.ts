import type { Micros } from '../../time.ts'
import type { BlockModel } from '../model/block-model.ts'

/** One type: its lots, and the fewest blocks that they need. */
export interface Incidences {
  readonly setup: Micros
  readonly lots: number
  readonly least: number
}

/** A block with a type has room for only so much of it, and every block may be one of its blocks. */
export const fewestIncidences = (model: BlockModel): Incidences[] =>
  model.types.map((_, type) => {
    const groups = model.groups.filter((group) => group.type === type)
    const weight = groups.reduce((sum, group) => sum + group.weight * group.lots.length, 0)
    const lots = groups.reduce((sum, group) => sum + group.lots.length, 0)
    const setup = model.opened.setup[type] ?? 0
    const least = Math.max(Math.ceil(weight / (model.opened.room - setup)), Math.ceil(lots / model.opened.most))
    return { setup, lots, least: Math.max(1, least) }
  })

/** What the block carried in adds to the room and to the cost at best, counting its own type's set-up as if it were paid. */
export const carriedParts = ({ opened, carried }: BlockModel) => {
  if (!carried) return { blocks: 0, room: 0, cost: 0 }
  const saved = Math.max(0, ...opened.setup.map((setup, type) => setup - (carried.setup[type] ?? setup)))
  return { blocks: 1, room: Math.max(0, carried.room + saved), cost: carried.cost - saved }
}
