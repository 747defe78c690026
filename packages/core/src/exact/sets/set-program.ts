import { microsPerHour } from '../../time.ts'
import { guarded, type LpModel, type ModelHost, modelStatus, sparse } from '../columns/linear-program.ts'
import type { BlockModel } from '../model/block-model.ts'
import { type CountLimits, type SetRows, setRows } from './set-rows.ts'

/** Which counts of sets are looked for. */
export interface SetTask extends CountLimits {
  /** Per set: counts in fractions are looked for that have the least of these. Left out, any whole counts will do. */
  readonly weights?: Float64Array
  /** The cheapest whole counts near these are looked for. */
  readonly near?: Nearness
  readonly nodes: number
  readonly seconds: number
}

export interface Nearness {
  /** Per set, in fractions. */
  readonly center: Float64Array
  /** How many blocks of a set there may be more or fewer, beyond rounding. */
  readonly radius: number
}

export type SetAnswer =
  | { readonly kind: 'found'; readonly counts: Float64Array }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown' }

/** How many blocks of each set of types: whole numbers that satisfy all cuts, at a cost between the limits. */
export const solveSets = (model: BlockModel, host: ModelHost, task: SetTask): SetAnswer =>
  guarded(() => {
    const lp = openProgram(host, setRows(model, task), task)
    try {
      lp.run()
      return readAnswer(lp, task)
    } finally {
      lp.dispose()
    }
  }) ?? { kind: 'unknown' }

const openProgram = (host: ModelHost, { columns, lower, upper }: SetRows, task: SetTask): LpModel => {
  const limits = columns.map((_, at) => limitsOf(task, at))
  const lp = host.createModel({
    numCols: columns.length,
    numRows: lower.length,
    colCost: columns.map((_, at) => costOf(task, task.useful[at] ?? -1)),
    colLower: limits.map(([low]) => low),
    colUpper: limits.map(([, high]) => high),
    rowLower: lower,
    rowUpper: upper,
    matrix: sparse(columns, lower.length),
    ...(!task.weights && { integrality: new Int32Array(columns.length).fill(1) }),
  })
  lp.options.set({
    output_flag: false,
    random_seed: 1,
    // Sets are seldom alike, and looking for those that are takes longer than it saves.
    mip_detect_symmetry: false,
    mip_max_nodes: task.nodes,
    ...(Number.isFinite(task.seconds) && { time_limit: Math.max(0.05, task.seconds) }),
  })
  return lp
}

/** Fewest and most blocks of a set; marks are yes or no. */
const limitsOf = ({ useful, near }: SetTask, column: number): readonly [number, number] => {
  const set = useful[column]
  if (set === undefined) return [0, 1]
  if (!near) return [0, infinite]
  const middle = near.center[set] ?? 0
  return [Math.max(0, Math.floor(middle + whole) - near.radius), Math.ceil(middle - whole) + near.radius]
}

const costOf = ({ weights, near, sets }: SetTask, set: number): number =>
  weights ? (weights[set] ?? 0) : near ? (sets[set]?.kind.cost ?? 0) / microsPerHour : 0

/** What is this close to a whole number is one. */
const whole = 1e-6
const infinite = Number.POSITIVE_INFINITY

const readAnswer = (lp: LpModel, { useful, sets, weights }: SetTask): SetAnswer => {
  if (lp.getModelStatus() === modelStatus.infeasible) return { kind: 'none' }
  const { colValue } = lp.getSolution()
  if (!colValue.some((value) => value > 0.01)) return { kind: 'unknown' }
  const counts = new Float64Array(sets.length)
  for (const [column, at] of useful.entries()) {
    const count = Math.max(0, colValue[column] ?? 0)
    counts[at] = weights ? count : Math.round(count)
  }
  return { kind: 'found', counts }
}
