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

/** Of all lots of a type, heaviest first. */
export const weightsOf = ({ groups }: BlockModel, type: number): Micros[] =>
  groups.flatMap((group) => (group.type === type ? group.lots.map(() => group.weight) : []))

/** Of a block that has one type alone. */
export const ownRoom = ({ room, setup }: BlockKind, type: number): Micros => room - (setup[type] ?? 0)

/** Of some types, as bits. */
export const lotCount = ({ groups }: BlockModel, types: number): number =>
  groups.reduce((sum, { type, lots }) => sum + (types & (1 << type) ? lots.length : 0), 0)

/** Of all types of a model; the `packed` heaviest lots of each count one by one. */
export const groundsOf = (model: BlockModel, packed: number, stop = () => false): Grounds => ({
  leftovers: model.types.map((_, type) => new Leftovers(weightsOf(model, type), ownRoom(model.opened, type), packed)),
  opened: model.opened,
  tried: Number.POSITIVE_INFINITY,
  spare: 0,
  stop,
})
