import type { Sequence } from '../plan.ts'
import type { BlockModel } from './block-model.ts'
import { orderBlock } from './block-plan.ts'
import type { Column } from './column.ts'

interface Place {
  readonly block: number
  readonly weight: number
}

/**
 * Blocks that together cover every lot become a plan: within a type the k-th longest lot takes the k-th longest place, and
 * places left over stay empty. Nothing when the blocks do not cover the lots or a block breaks a true rule.
 */
export const planFromCover = (model: BlockModel, columns: readonly Column[]): Sequence | undefined => {
  const sorted = [...columns.filter(({ carried }) => carried), ...columns.filter(({ carried }) => !carried)]
  const blocks: number[][] = sorted.map(() => [])
  for (let type = 0; type < model.types.length; type++) {
    const places = placesOf(model, sorted, type)
    const lots = model.groups
      .filter((group) => group.type === type)
      .flatMap((group) => group.lots.map((lot) => ({ lot, weight: group.weight })))
    for (const [at, { lot, weight }] of lots.entries()) {
      const place = places[at]
      if (!place || place.weight < weight) return undefined
      blocks[place.block]?.push(lot)
    }
  }
  return orderBlocks(model, blocks, sorted[0]?.carried ?? false)
}

const placesOf = (model: BlockModel, columns: readonly Column[], type: number): Place[] =>
  columns
    .flatMap((column, block) =>
      column.groups.flatMap((group, at) => {
        const { type: of, weight } = model.groups[group] ?? { type: -1, weight: 0 }
        return of === type ? new Array<Place>(column.counts[at] ?? 0).fill({ block, weight }) : []
      }),
    )
    .sort((a, b) => b.weight - a.weight || a.block - b.block)

const orderBlocks = (model: BlockModel, blocks: readonly number[][], carriedFirst: boolean): Sequence | undefined => {
  const { problem } = model
  const sequence: (readonly number[])[] = problem.initial && !carriedFirst ? [[]] : []
  for (const [at, lots] of blocks.entries()) {
    const carried = carriedFirst && at === 0
    if (lots.length === 0 && !carried) continue
    const ordered = orderBlock(problem, lots, carried)
    if (!ordered) return undefined
    sequence.push(ordered.lots)
  }
  return sequence
}
