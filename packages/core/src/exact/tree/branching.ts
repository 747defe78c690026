import type { Column } from '../columns/column.ts'
import { type Interval, type Region, withBlocks, withType } from '../columns/region.ts'
import type { BlockModel } from '../model/block-model.ts'

/** How many opened blocks and how many blocks with each type a fractional cover uses. */
export interface Tally {
  readonly blocks: number
  readonly types: readonly number[]
}

export const tally = (model: BlockModel, columns: readonly Column[], use: Float64Array): Tally => {
  const types = model.types.map(() => 0)
  let blocks = 0
  for (const [at, column] of columns.entries()) {
    const value = use[at] ?? 0
    if (value <= 0) continue
    if (!column.carried) blocks += value
    for (const type of column.types) types[type] = (types[type] ?? 0) + value
  }
  return { blocks, types }
}

const tolerance = 1e-5

const fraction = (value: number): number => Math.abs(value - Math.round(value))

/** Splits a region on the number of blocks, then on the most fractional type; nothing when all counts are whole. */
export const split = (region: Region, { blocks, types }: Tally): readonly Region[] | undefined => {
  if (fraction(blocks) > tolerance) return halves(region.blocks, blocks).map((half) => withBlocks(region, half))
  let widest = 0
  for (let type = 1; type < types.length; type++)
    if (fraction(types[type] ?? 0) > fraction(types[widest] ?? 0)) widest = type
  const value = types[widest] ?? 0
  if (fraction(value) <= tolerance) return undefined
  return halves(region.types[widest] ?? { low: 0, high: 0 }, value).map((half) => withType(region, widest, half))
}

const halves = ({ low, high }: Interval, value: number): Interval[] => [
  { low, high: Math.floor(value) },
  { low: Math.ceil(value), high },
]

/** Where all counts are whole but not settled: one part for these counts, and parts for everything else. */
export const isolate = (region: Region, { blocks, types }: Tally): readonly Region[] | undefined => {
  const at = Math.round(blocks)
  if (region.blocks.low < region.blocks.high) return thirds(region.blocks, at).map((part) => withBlocks(region, part))
  const open = region.types.findIndex(({ low, high }) => low < high)
  if (open < 0) return undefined
  const interval = region.types[open] ?? { low: 0, high: 0 }
  return thirds(interval, Math.round(types[open] ?? 0)).map((part) => withType(region, open, part))
}

const thirds = ({ low, high }: Interval, at: number): Interval[] =>
  [
    { low: at, high: at },
    { low, high: at - 1 },
    { low: at + 1, high },
  ].filter((part) => part.low <= part.high)
