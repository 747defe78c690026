import type { BlockModel } from '../model/block-model.ts'
import type { Column } from './column.ts'
import type { SparseColumn } from './linear-program.ts'

/** Costs more than any block. */
const outOfRegion = 10_000

/** Rows: one per group, one per type, the opened blocks, the block carried in, the joins. */
export const rowsOf = (model: BlockModel): number => model.groups.length + model.types.length + 3

interface PricedColumn extends SparseColumn {
  readonly cost: number
}

/** A place of a lot may also take the next shorter one of its type. */
export const passDown = ({ groups, apart }: BlockModel): PricedColumn[] =>
  groups.flatMap((group, at) =>
    !apart && groups[at + 1]?.type === group.type ? [{ rows: [at, at + 1], values: [-1, 1], cost: 0 }] : [],
  )

/** Keep the program solvable whatever the region asks. */
export const slacks = (model: BlockModel): PricedColumn[] => {
  const bounded = Array.from({ length: model.types.length + 1 }, (_, at) => model.groups.length + at)
  const both = bounded.flatMap((row) => [1, -1].map((value) => ({ rows: [row], values: [value], cost: outOfRegion })))
  return [...both, { rows: [rowsOf(model) - 1], values: [1], cost: outOfRegion }]
}

export const columnEntries = (model: BlockModel, column: Column): SparseColumn => {
  const groups = model.groups.length
  const block = groups + model.types.length + (column.carried ? 1 : 0)
  const rows = [...column.groups, ...column.types.map((type) => groups + type), block, rowsOf(model) - 1]
  return { rows, values: [...column.counts, ...column.types.map(() => 1), 1, column.types.length - 1] }
}
