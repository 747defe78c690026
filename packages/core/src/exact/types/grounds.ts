import type { Micros } from '../../time.ts'
import type { BlockKind, BlockModel } from '../model/block-model.ts'
import { Leftovers, type PackableLots } from './leftovers.ts'

/** What questions about trees start from. */
export interface Grounds {
  readonly leftovers: readonly PackableLots[]
  /** Ways to hang types from a root that are tried. */
  readonly tried: number
  /** Ways that leave no more than this beyond the least by weight are good enough. */
  readonly spare: Micros
  readonly opened: BlockKind
  /** Questions stay undecided from when it says so. */
  stop(): boolean
}

/** Of all types of a model; the `packed` heaviest lots of each count one by one. */
export const groundsOf = ({ opened, groups, types }: BlockModel, packed: number, stop = () => false): Grounds => ({
  leftovers: types.map((_, type) => {
    const lots = groups.filter((group) => group.type === type)
    const weights = lots.flatMap((group) => group.lots.map(() => group.weight))
    return new Leftovers(weights, opened.room - (opened.setup[type] ?? 0), packed)
  }),
  opened,
  tried: Number.POSITIVE_INFINITY,
  spare: 0,
  stop,
})
