import { bitCount } from '../../partition.ts'
import { forbidden } from '../../problem.ts'
import type { Micros } from '../../time.ts'
import type { BlockKind, BlockModel } from './block-model.ts'
import { roomOf } from './lines.ts'
import { relaxedMatrix } from './relaxed-matrix.ts'
import { keepsRuns } from './runs.ts'

/** One set of types, as bits over `BlockModel.types`, that one block may hold. */
export interface TypeSet {
  readonly bits: number
  /** Blocks of exactly these types: the changeovers between them are in its cost, so no set-up is left. */
  readonly kind: BlockKind
}

/** Above this many types the sets are too many, and set-ups per type bound a block instead. */
export const mostTypesInSets = 10

/**
 * Every set of types that fits into one block, with the cheapest open path over it: what a block costs beyond its weights
 * when the lots of one type stay together, and no more than it costs when they do not.
 */
export const typeSets = (model: BlockModel, carried: boolean): TypeSet[] => {
  const { problem, types } = model
  const room = roomOf(problem, carried)
  const clean = carried ? 0 : problem.rules.clean
  const lightest = types.map((_, type) =>
    Math.min(...model.groups.filter((group) => group.type === type).map(({ weight }) => weight)),
  )
  const none = types.map(() => 0)
  const sets: TypeSet[] = []
  const paths = cheapestPaths(model, carried)
  for (let bits = 1; bits < 1 << types.length; bits++) {
    const changes = paths[bits] ?? forbidden
    const load = lightest.reduce((sum, weight, type) => sum + (bits & (1 << type) ? weight : 0), changes)
    if (load > room || bitCount(bits) > problem.rules.maxLotsPerBlock) continue
    const most = problem.rules.maxLotsPerBlock
    sets.push({ bits, kind: { carried, cost: clean + changes, room: room - changes, most, setup: none } })
  }
  return sets
}

/** Per set of types: the cheapest path over it minus the changeovers inside types, which the weights hold. */
const cheapestPaths = (model: BlockModel, carried: boolean): Float64Array => {
  const { problem, types } = model
  const last = carried ? problem.initial?.lastType : undefined
  const line =
    problem.initial?.lastType === undefined || types.includes(problem.initial.lastType)
      ? types
      : [...types, problem.initial.lastType]
  const positions = [...types.keys()]
  if (keepsRuns(problem.rules))
    return openPaths(relaxedMatrix(problem.rules, line), positions, last === undefined ? -1 : line.indexOf(last))
  const best = new Float64Array(1 << types.length).fill(forbidden)
  for (let bits = 1; bits < best.length; bits++) {
    const members = positions.filter((type) => bits & (1 << type))
    const matrix = relaxedMatrix(problem.rules, line, members)
    best[bits] = openPaths(matrix, members, last === undefined ? -1 : line.indexOf(last)).at(-1) ?? forbidden
  }
  return best
}

/** Per subset of the members of a matrix: the cheapest path over it, `from` a row of the matrix or from anywhere. */
const openPaths = (matrix: readonly (readonly Micros[])[], members: readonly number[], from: number): Float64Array => {
  const size = members.length
  const steps = members.map((a) => members.map((b) => matrix[a]?.[b] ?? forbidden))
  const path = new Float64Array((1 << size) * size).fill(forbidden)
  for (const [at, type] of members.entries())
    path[(1 << at) * size + at] = from < 0 ? 0 : (matrix[from]?.[type] ?? forbidden)
  const best = new Float64Array(1 << size).fill(forbidden)
  for (let bits = 1; bits < 1 << size; bits++) {
    const ends = path.subarray(bits * size, (bits + 1) * size)
    best[bits] = Math.min(...ends) - selfChanges(steps, bits, size)
    for (const [at, here] of ends.entries()) if (here !== forbidden) extend(path, size, { bits, at, here }, steps)
  }
  return best
}

interface PathEnd {
  readonly bits: number
  readonly at: number
  readonly here: Micros
}

const extend = (
  path: Float64Array,
  size: number,
  { bits, at, here }: PathEnd,
  matrix: readonly (readonly Micros[])[],
): void => {
  for (let next = 0; next < size; next++) {
    if (bits & (1 << next)) continue
    const to = (bits | (1 << next)) * size + next
    path[to] = Math.min(path[to] ?? forbidden, here + (matrix[at]?.[next] ?? forbidden))
  }
}

const selfChanges = (matrix: readonly (readonly Micros[])[], bits: number, size: number): Micros => {
  let sum = 0
  for (let type = 0; type < size; type++) if (bits & (1 << type)) sum += matrix[type]?.[type] ?? 0
  return sum
}
