import { forbidden } from '../../problem.ts'
import { type Micros, microsPerHour } from '../../time.ts'
import type { BlockKind, BlockModel } from '../model/block-model.ts'
import { orderingStates, orderTypes, roomOf } from '../model/lines.ts'

/** A set of lots that one block may hold: how many of each group, groups in increasing order. */
export interface Column {
  readonly carried: boolean
  readonly groups: readonly number[]
  readonly counts: readonly number[]
  /** Types in it, as indices into `BlockModel.types`. */
  readonly types: readonly number[]
  /** What the block costs beyond the weights of its lots. */
  readonly cost: Micros
}

/** The column of these lots with its true cost, or nothing when the true rules do not allow it. */
export const makeColumn = (
  model: BlockModel,
  kind: BlockKind,
  groups: readonly number[],
  counts: readonly number[],
): Column | undefined => {
  const types: number[] = []
  for (const group of groups) {
    const type = model.groups[group]?.type ?? 0
    if (types.at(-1) !== type) types.push(type)
  }
  const cost = model.exact ? setupCost(kind, types) : trueCost(model, kind, groups, counts, types)
  if (cost === forbidden) return undefined
  return { carried: kind.carried, groups, counts, types, cost }
}

/** Blocks of one lot each, one for every group that a block may hold alone. */
export const singleLots = (model: BlockModel): Column[] =>
  model.groups.flatMap((_, group) => makeColumn(model, model.opened, [group], [1]) ?? [])

/** What making this column takes; Infinity for a block so large that its cheapest order stays unknown. */
export const columnWork = (model: BlockModel, groups: readonly number[], counts: readonly number[]): number => {
  if (model.exact) return 0
  const lots: number[] = []
  let last = -1
  for (let at = 0; at < groups.length; at++) {
    const type = model.groups[groups[at] ?? 0]?.type ?? 0
    if (type !== last) lots.push(0)
    lots[lots.length - 1] = (lots.at(-1) ?? 0) + (counts[at] ?? 0)
    last = type
  }
  return orderingStates(model.problem.rules, lots)
}

const setupCost = (kind: BlockKind, types: readonly number[]): Micros =>
  types.reduce((sum, type) => sum + (kind.setup[type] ?? 0), kind.cost)

const trueCost = (
  model: BlockModel,
  kind: BlockKind,
  groups: readonly number[],
  counts: readonly number[],
  types: readonly number[],
): Micros => {
  const { problem } = model
  const perType = types.map(() => 0)
  let fills = 0
  let weights = 0
  for (const [at, group] of groups.entries()) {
    const count = counts[at] ?? 0
    const { type, weight, lots } = model.groups[group] ?? { type: 0, weight: 0, lots: [] }
    const place = types.indexOf(type)
    perType[place] = (perType[place] ?? 0) + count
    weights += weight * count
    fills += (problem.lots[lots[0] ?? 0]?.fill ?? 0) * count
  }
  const realTypes = types.map((type) => model.types[type] ?? 0)
  const { cost } = orderTypes(problem.rules, realTypes, perType, kind.carried ? problem.initial?.lastType : undefined)
  if (fills + cost > roomOf(problem, kind.carried)) return forbidden
  return fills + cost + (kind.carried ? 0 : problem.rules.clean) - weights
}

/** The programs count in hours, which keeps their coefficients near one. */
export const costHours = (column: Column): number => column.cost / microsPerHour

export const columnKey = ({ carried, groups, counts }: Column): string =>
  `${carried ? 'c' : 'o'}${groups.join()}/${counts.join()}`
