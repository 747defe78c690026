import { type Micros, microsPerHour } from '../../time.ts'
import type { Region } from '../columns/region.ts'
import type { BlockModel } from '../model/block-model.ts'
import type { TypeSet } from '../model/type-sets.ts'

/** Under some prices the blocks must be worth all lots: Σ counts · `most` ≥ `total`. */
export interface SetCut {
  /** Per set: what its best block is worth, never too little. */
  readonly most: Float64Array
  readonly total: Micros
}

/** What counts of sets must satisfy. */
export interface CountLimits {
  readonly region: Region
  readonly sets: readonly TypeSet[]
  /** Positions of the sets that a plan may use. */
  readonly useful: readonly number[]
  readonly cuts: readonly SetCut[]
  /** Counts of all sets that are not asked for again, nor any with fewer blocks of each set. */
  readonly refused: readonly Float64Array[]
  /** What the counts may cost. */
  readonly atLeast: Micros
  readonly atMost: Micros
}

/** Columns are the useful sets, then marks of refused counts. */
export class SetRows {
  readonly lower: number[] = []
  readonly upper: number[] = []
  readonly columns: { readonly rows: number[]; readonly values: number[] }[] = []

  addColumn(): number {
    return this.columns.push({ rows: [], values: [] }) - 1
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

/** The rows of one question: how many blocks, how many with each type, what they cost, and all cuts. */
export const setRows = (model: BlockModel, task: CountLimits): SetRows => {
  const { useful, region } = task
  const program = new SetRows()
  const sets = useful.map((at) => task.sets[at] as TypeSet)
  for (const _ of sets) program.addColumn()
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
    hours(task.atLeast) - slack,
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
const refuse = (program: SetRows, useful: readonly number[], counts: Float64Array): void => {
  const more = new Map<number, number>()
  for (const [column, at] of useful.entries()) {
    const count = counts[at] ?? 0
    if (count === 0) {
      more.set(column, 1)
      continue
    }
    const mark = program.addColumn()
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

const infinite = Number.POSITIVE_INFINITY
/** Hours: far below a lattice step, far above the solver's tolerance. */
const slack = 1e-4
const hours = (micros: Micros): number => micros / microsPerHour
