import type { Sequence } from '../../plan.ts'
import type { Micros } from '../../time.ts'
import type { Column } from '../columns/column.ts'
import type { BlockModel } from '../model/block-model.ts'
import { orderBlock } from '../model/block-plan.ts'

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
    const lots = model.groups
      .filter((group) => group.type === type)
      .flatMap((group) => group.lots.map((lot) => ({ lot, weight: group.weight })))
    const weights = lots.map(({ weight }) => weight)
    const places = dropSurplus(placesOf(model, sorted, type), weights, sorted)
    if (!serves(places, weights)) return undefined
    for (const [at, { lot }] of lots.entries()) blocks[places[at]?.block ?? 0]?.push(lot)
  }
  return orderBlocks(model, blocks, sorted[0]?.carried ?? false)
}

const placesOf = (model: BlockModel, columns: readonly Column[], type: number): Place[] =>
  columns
    .flatMap((column, block) =>
      column.groups.flatMap((group, at) => {
        const { type: of, weight } = model.groups[group] ?? { type: -1, weight: 0 }
        return of === type ? Array.from({ length: column.counts[at] ?? 0 }, () => ({ block, weight })) : []
      }),
    )
    .sort((a, b) => b.weight - a.weight || a.block - b.block)

/** Places and lots both longest first. */
const serves = (places: readonly Place[], weights: readonly Micros[]): boolean =>
  weights.every((weight, at) => (places[at]?.weight ?? -1) >= weight)

/** Leaves out places that nobody needs, those first whose block then costs less, and last those that a block lives from. */
const dropSurplus = (
  places: readonly Place[],
  weights: readonly Micros[],
  columns: readonly Column[],
): readonly Place[] => {
  let kept = places
  while (kept.length > weights.length) {
    const fewer = withoutOne(kept, weights, columns)
    if (!fewer) return kept
    kept = fewer
  }
  return kept
}

const withoutOne = (
  places: readonly Place[],
  weights: readonly Micros[],
  columns: readonly Column[],
): Place[] | undefined => {
  const inBlock = new Map<number, number>()
  for (const { block } of places) inBlock.set(block, (inBlock.get(block) ?? 0) + 1)
  const saving = ({ block }: Place): number => {
    if ((inBlock.get(block) ?? 0) > 1) return 0
    const { types = [], cost = 0 } = columns[block] ?? {}
    return types.length > 1 ? 1 : cost
  }
  const order = places.toSorted((a, b) => saving(b) - saving(a) || a.weight - b.weight)
  for (const place of order) {
    const fewer = places.filter((other) => other !== place)
    if (serves(fewer, weights)) return fewer
  }
  return undefined
}

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
