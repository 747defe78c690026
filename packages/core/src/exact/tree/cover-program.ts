import { type Micros, microsPerHour } from '../../time.ts'
import { type Column, costHours } from '../columns/column.ts'
import { columnEntries, passDown, rowsOf } from '../columns/cover-rows.ts'
import { guarded, type LpModel, type ModelHost, modelStatus, sparse } from '../columns/linear-program.ts'
import type { Region } from '../columns/region.ts'
import type { BlockModel } from '../model/block-model.ts'

export interface CoverTask {
  readonly region: Region
  readonly columns: readonly Column[]
  /** Only covers whose plan is this long at most count. */
  readonly cutoff: Micros
  readonly nodes: number
  readonly seconds: number
}

export type CoverAnswer =
  | { readonly kind: 'found'; readonly columns: readonly Column[]; readonly best: boolean }
  /** HiGHS closed the search: no cover within the cutoff. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown' }

/** The cheapest choice of whole blocks that covers every lot: a set-cover program with integral variables. */
export const solveCover = (model: BlockModel, host: ModelHost, task: CoverTask): CoverAnswer =>
  guarded(() => {
    const lp = openProgram(model, host, task)
    try {
      lp.run()
      return readAnswer(lp, task.columns)
    } finally {
      lp.dispose()
    }
  }) ?? { kind: 'unknown' }

const openProgram = (model: BlockModel, host: ModelHost, task: CoverTask): LpModel => {
  const sets = typeSets(task.columns)
  const shared = rowsOf(model)
  const rows = shared + 1 + sets.size
  const pass = passDown(model)
  const counts = Array.from({ length: sets.size }, (_, at) => ({ rows: [shared + 1 + at], values: [-1] }))
  const blocks = task.columns.map((column) => {
    const entries = columnEntries(model, column)
    const set = shared + 1 + (sets.get(setKey(column)) ?? 0)
    return { rows: [...entries.rows, shared, set], values: [...entries.values, costHours(column), 1] }
  })
  const columns = [...pass, ...counts, ...blocks]
  const lp = host.createModel({
    numCols: columns.length,
    numRows: rows,
    colCost: [...pass.map(() => 0), ...counts.map(() => 0), ...task.columns.map(costHours)],
    colLower: columns.map(() => 0),
    colUpper: columns.map(() => Number.POSITIVE_INFINITY),
    ...rowLimits(model, task, sets.size),
    matrix: sparse(columns, rows),
    integrality: Int32Array.from(columns, (_, at) => (at < pass.length ? 0 : 1)),
  })
  lp.options.set({
    output_flag: false,
    random_seed: 1,
    mip_rel_gap: 0,
    mip_max_nodes: task.nodes,
    ...(Number.isFinite(task.seconds) && { time_limit: Math.max(0.05, task.seconds) }),
  })
  return lp
}

const rowLimits = (model: BlockModel, { region, cutoff }: CoverTask, sets: number) => {
  const infinite = Number.POSITIVE_INFINITY
  const limit = (cutoff - model.base) / microsPerHour + cutoffSlackHours
  const demand = model.groups.map(({ lots }) => lots.length)
  const zeros = new Array<number>(sets).fill(0)
  return {
    rowLower: [
      ...demand,
      ...region.types.map(({ low }) => low),
      region.blocks.low,
      0,
      region.joins,
      -infinite,
      ...zeros,
    ],
    rowUpper: [
      ...demand.map(() => infinite),
      ...region.types.map(({ high }) => high),
      region.blocks.high,
      1,
      infinite,
      limit,
      ...zeros,
    ],
  }
}

/** How many blocks have exactly these types is a whole number too: a better question to branch on than single blocks. */
const typeSets = (columns: readonly Column[]): Map<string, number> => {
  const sets = new Map<string, number>()
  for (const column of columns) if (!sets.has(setKey(column))) sets.set(setKey(column), sets.size)
  return sets
}

const setKey = ({ carried, types }: Column): string => `${carried ? 'c' : 'o'}${types.join()}`

/** Far below a lattice step, far above the solver's tolerance. */
const cutoffSlackHours = 1e-4

const readAnswer = (lp: LpModel, columns: readonly Column[]): CoverAnswer => {
  const status = lp.getModelStatus()
  if (status === modelStatus.infeasible) return { kind: 'none' }
  const { colValue } = lp.getSolution()
  const shift = colValue.length - columns.length
  const chosen = columns.flatMap((column, at) => new Array<Column>(Math.round(colValue[shift + at] ?? 0)).fill(column))
  if (chosen.length === 0) return { kind: 'unknown' }
  return { kind: 'found', columns: chosen, best: status === modelStatus.optimal }
}
