import type { MilpSolver } from '../../search.ts'

/** What column generation needs from HiGHS beyond one-shot solves: a model that keeps its basis between changes. */
export interface ModelHost {
  createModel(data: ModelData): LpModel
}

interface SparseColumns {
  readonly format: 'csc'
  readonly numRows: number
  readonly numCols: number
  readonly starts: Int32Array
  readonly indices: Int32Array
  readonly values: Float64Array
}

export interface ColumnBlock {
  readonly cost: readonly number[]
  readonly lower: readonly number[]
  readonly upper: readonly number[]
  readonly matrix: SparseColumns
}

export interface ModelData {
  readonly numCols: number
  readonly numRows: number
  readonly colCost: readonly number[]
  readonly colLower: readonly number[]
  readonly colUpper: readonly number[]
  readonly rowLower: readonly number[]
  readonly rowUpper: readonly number[]
  readonly matrix: SparseColumns
  readonly integrality?: Int32Array
}

export interface LpModel {
  readonly options: { set(values: Readonly<Record<string, string | number | boolean>>): void }
  run(): unknown
  /** The time limit counts from here; without it, from the first run. */
  zeroAllClocks(): unknown
  getModelStatus(): number
  getObjectiveValue(): number
  getSolution(): { readonly colValue: Float64Array; readonly rowDual: Float64Array }
  addCols(columns: ColumnBlock): unknown
  changeRowBounds(row: number, lower: number, upper: number): unknown
  changeColBounds(column: number, lower: number, upper: number): unknown
  setSolution(solution: { readonly colValue: Float64Array }): unknown
  dispose(): void
}

/** HiGHS model status codes, from its C API. */
export const modelStatus = { optimal: 7, infeasible: 8 } as const

/** The `highs` package has models that persist; a plain solver has not, and column generation is then left out. */
export const modelHost = (milp: MilpSolver): ModelHost | undefined =>
  'createModel' in milp && typeof milp.createModel === 'function' ? (milp as MilpSolver & ModelHost) : undefined

/** One column of a model: its rows in increasing order, each with its coefficient. */
export interface SparseColumn {
  readonly rows: readonly number[]
  readonly values: readonly number[]
}

export const sparse = (columns: readonly SparseColumn[], numRows: number): SparseColumns => {
  const starts = new Int32Array(columns.length + 1)
  for (const [at, column] of columns.entries()) starts[at + 1] = (starts[at] ?? 0) + column.rows.length
  return {
    format: 'csc',
    numRows,
    numCols: columns.length,
    starts,
    indices: Int32Array.from(columns.flatMap((column) => column.rows)),
    values: Float64Array.from(columns.flatMap((column) => column.values)),
  }
}

/** HiGHS in WebAssembly may trap on a hard model; a trap is no answer, never an error of the search. */
export const guarded = <T>(call: () => T): T | undefined => {
  try {
    return call()
  } catch {
    return undefined
  }
}
