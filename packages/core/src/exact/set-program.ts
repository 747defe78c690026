import { type Micros, microsPerHour } from '../time.ts'
import type { BlockModel } from './block-model.ts'
import { guarded, type LpModel, type ModelHost, modelStatus, sparse } from './linear-program.ts'
import type { Region } from './region.ts'
import type { TypeSet } from './type-sets.ts'

/** Under some prices the blocks must be worth all lots: Σ counts · `most` ≥ `total`. */
export interface SetCut {
  /** Per set: what its best block is worth, never too little. */
  readonly most: Float64Array
  readonly total: Micros
}

export interface SetTask {
  readonly region: Region
  readonly sets: readonly TypeSet[]
  /** Positions of the sets that a plan may use. */
  readonly useful: readonly number[]
  readonly cuts: readonly SetCut[]
  /** Counts of all sets that are not asked for again, nor any with fewer blocks of each set. */
  readonly refused: readonly Int32Array[]
  /** The longest plan wanted, without its weights. */
  readonly atMost: Micros
  /** Costs differ by this at least. */
  readonly step: Micros
  readonly nodes: number
  readonly seconds: number
}

export type SetAnswer =
  | { readonly kind: 'found'; readonly counts: Int32Array; readonly best: boolean }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown' }

/** How many blocks of each set of types: the cheapest whole numbers that satisfy all cuts, if their cost is low enough. */
export const solveSets = (model: BlockModel, host: ModelHost, task: SetTask): SetAnswer =>
  guarded(() => {
    const lp = openProgram(host, programOf(model, task), task)
    try {
      lp.run()
      return readAnswer(lp, task)
    } finally {
      lp.dispose()
    }
  }) ?? { kind: 'unknown' }

/** Columns are the useful sets, then marks of refused counts. */
class Program {
  readonly lower: number[] = []
  readonly upper: number[] = []
  readonly costs: number[] = []
  readonly columns: { readonly rows: number[]; readonly values: number[] }[] = []

  addColumn(cost: number): number {
    this.columns.push({ rows: [], values: [] })
    return this.costs.push(cost) - 1
  }

  addRow(values: ReadonlyMap<number, number>, lower: number, upper: number): void {
    for (const [column, value] of values) {
      if (value === 0) continue
      this.columns[column]?.rows.push(this.lower.length)
      this.columns[column]?.values.push(value)
    }
    this.lower.push(lower)
    this.upper.push(upper)
  }
}

const programOf = (model: BlockModel, task: SetTask): Program => {
  const { useful, region } = task
  const program = new Program()
  const sets = useful.map((at) => task.sets[at] as TypeSet)
  for (const { kind } of sets) program.addColumn(hours(kind.cost))
  const row = (value: (set: TypeSet, at: number) => number) =>
    new Map(sets.map((set, column) => [column, value(set, useful[column] ?? 0)]))
  const { blocks, types } = region
  program.addRow(
    row(({ kind }) => (kind.carried ? 0 : 1)),
    blocks.low,
    blocks.high,
  )
  if (model.carried)
    program.addRow(
      row(({ kind }) => (kind.carried ? 1 : 0)),
      0,
      1,
    )
  for (const [type, { low, high }] of types.entries())
    program.addRow(
      row(({ bits }) => (bits >> type) & 1),
      low,
      high,
    )
  program.addRow(
    row(({ kind }) => hours(kind.cost)),
    -infinite,
    hours(task.atMost) + slack,
  )
  for (const { most, total } of task.cuts)
    program.addRow(
      row((_, at) => hours(most[at] ?? 0)),
      hours(total) - slack,
      infinite,
    )
  for (const counts of task.refused) refuse(program, useful, counts)
  return program
}

/** Some set must have more blocks than the refused counts have: with no more of any, the blocks hold no more either. */
const refuse = (program: Program, useful: readonly number[], counts: Int32Array): void => {
  const more = new Map<number, number>()
  for (const [column, at] of useful.entries()) {
    const count = counts[at] ?? 0
    if (count === 0) {
      more.set(column, 1)
      continue
    }
    const mark = program.addColumn(0)
    program.addRow(
      new Map([
        [column, 1],
        [mark, -count - 1],
      ]),
      0,
      infinite,
    )
    more.set(mark, 1)
  }
  program.addRow(more, 1, infinite)
}

const openProgram = (host: ModelHost, { columns, costs, lower, upper }: Program, task: SetTask): LpModel => {
  const lp = host.createModel({
    numCols: columns.length,
    numRows: lower.length,
    colCost: costs,
    colLower: columns.map(() => 0),
    colUpper: columns.map((_, at) => (at < task.useful.length ? infinite : 1)),
    rowLower: lower,
    rowUpper: upper,
    matrix: sparse(columns, lower.length),
    integrality: new Int32Array(columns.length).fill(1),
  })
  lp.options.set({
    output_flag: false,
    random_seed: 1,
    // Sets are seldom alike, and looking for those that are takes longer than it saves.
    mip_detect_symmetry: false,
    mip_rel_gap: 0,
    mip_abs_gap: 0.9 * hours(task.step),
    mip_max_nodes: task.nodes,
    ...(Number.isFinite(task.seconds) && { time_limit: Math.max(0.05, task.seconds) }),
  })
  return lp
}

const infinite = Number.POSITIVE_INFINITY
/** Hours: far below a lattice step, far above the solver's tolerance. */
const slack = 1e-4
const hours = (micros: Micros): number => micros / microsPerHour

const readAnswer = (lp: LpModel, { useful, sets }: SetTask): SetAnswer => {
  if (lp.getModelStatus() === modelStatus.infeasible) return { kind: 'none' }
  const { colValue } = lp.getSolution()
  if (!colValue.some((value) => value > 0.5)) return { kind: 'unknown' }
  const counts = new Int32Array(sets.length)
  for (const [column, at] of useful.entries()) counts[at] = Math.round(colValue[column] ?? 0)
  return { kind: 'found', counts, best: lp.getModelStatus() === modelStatus.optimal }
}
