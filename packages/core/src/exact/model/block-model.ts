import { type Lattice, latticeOf } from '../../bound/lattice.ts'
import type { Problem } from '../../problem.ts'
import type { Micros } from '../../time.ts'
import { roomOf } from './lines.ts'
import { cheapestEntry, relaxedMatrix } from './relaxed-matrix.ts'
import { keepsRuns } from './runs.ts'

/** Lots that no rule can tell apart: same type, same length. */
export interface Group {
  /** Index into `BlockModel.types`. */
  readonly type: number
  /** Fill plus the changeover to the same type: what one more lot adds to a block that has its type. */
  readonly weight: Micros
  readonly lots: readonly number[]
}

/**
 * One way to open a block. It holds a set of lots when Σ weights + Σ set-ups of its types ≤ room and lots ≤ most, and
 * costs `cost` + Σ weights + Σ set-ups.
 */
export interface BlockKind {
  readonly carried: boolean
  readonly cost: Micros
  readonly room: Micros
  readonly most: number
  /** Per type: what its first lot in a block adds beyond its weight. */
  readonly setup: readonly Micros[]
}

/** A problem as packing with class set-ups: exact for two-value rules, a relaxation for a general matrix. */
export interface BlockModel {
  readonly problem: Problem
  /** Types that have lots, as indices into `Problem.types`. */
  readonly types: readonly number[]
  /** By type, then longest first. */
  readonly groups: readonly Group[]
  readonly opened: BlockKind
  readonly carried?: BlockKind
  /** Σ weights: in every plan, whatever its blocks. */
  readonly base: Micros
  /** The model's costs and limits are the true ones. */
  readonly exact: boolean
  /** A lot may not take the place of a longer one of its type: other things tell lots apart. */
  readonly apart?: true
  readonly lattice: Lattice
}

export const blockModel = (problem: Problem): BlockModel => {
  const { lots, rules, initial } = problem
  const types = [...new Set(lots.map((lot) => lot.type))].sort((a, b) => a - b)
  const { self, setup, entry } = changeoverParts(problem, types)
  const groups = groupLots(problem, types, self)
  const most = rules.maxLotsPerBlock
  const room = roomOf(problem, false)
  return {
    problem,
    types,
    groups,
    opened: { carried: false, cost: rules.clean - entry, room: room + entry, most, setup },
    ...(initial && { carried: carriedKind(problem, types, setup, entry) }),
    base: groups.reduce((sum, group) => sum + group.weight * group.lots.length, 0),
    exact:
      rules.twoValue !== undefined &&
      (keepsRuns(rules) || (types.length === 1 && (initial?.lastType ?? types[0]) === types[0])),
    lattice: latticeOf(problem),
  }
}

/** The first fill after a clean needs no changeover: that saves one entry, at most the dearest. */
const changeoverParts = (problem: Problem, types: readonly number[]) => {
  const last = problem.initial?.lastType
  // The carried type takes part as a predecessor even when none of its lots is left.
  const line = last === undefined || types.includes(last) ? types : [...types, last]
  const { twoValue } = problem.rules
  if (twoValue && keepsRuns(problem.rules) && line.length > 1) {
    const { same, diff } = twoValue
    return { self: types.map(() => same), setup: types.map(() => diff - same), entry: diff }
  }
  const matrix = relaxedMatrix(problem.rules, line)
  const self = types.map((_, c) => matrix[c]?.[c] ?? 0)
  const entries = cheapestEntry(matrix)
    .slice(0, types.length)
    .map(finiteOr(problem.rules.window * 2))
  return { self, setup: entries.map((entry, c) => entry - (self[c] ?? 0)), entry: Math.max(...entries) }
}

/** A type that nothing may precede costs more than a window to enter, so it only ever opens a block. */
const finiteOr =
  (instead: Micros) =>
  (value: Micros): Micros =>
    Number.isFinite(value) ? value : instead

const carriedKind = (
  problem: Problem,
  types: readonly number[],
  setup: readonly Micros[],
  entry: Micros,
): BlockKind => {
  const last = problem.initial?.lastType
  const saved = last === undefined ? entry : 0
  return {
    carried: true,
    cost: -saved,
    room: roomOf(problem, true) + saved,
    most: problem.rules.maxLotsPerBlock,
    setup: setup.map((value, c) => (types[c] === last ? 0 : value)),
  }
}

const groupLots = ({ lots }: Problem, types: readonly number[], self: readonly Micros[]): Group[] => {
  const groups = new Map<string, { type: number; weight: Micros; lots: number[] }>()
  for (const [at, lot] of lots.entries()) {
    const type = types.indexOf(lot.type)
    const key = `${type}/${lot.fill}`
    const group = groups.get(key)
    if (group) group.lots.push(at)
    else groups.set(key, { type, weight: lot.fill + (self[type] ?? 0), lots: [at] })
  }
  return [...groups.values()].sort((a, b) => a.type - b.type || b.weight - a.weight)
}
