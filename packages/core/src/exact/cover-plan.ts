import type { Sequence } from '../plan.ts'
import type { Micros } from '../time.ts'
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

/** Leaves out places that nobody needs: first those whose block then saves a type, last the one that fills the first block. */
const dropSurplus = (
  places: readonly Place[],
  weights: readonly Micros[],
  columns: readonly Column[],
): readonly Place[] => {
  const alone = (place: Place): boolean => places.filter(({ block }) => block === place.block).length === 1
  const rank = (place: Place): number => {
    const column = columns[place.block]
    if (column?.carried && column.types.length === 1 && alone(place)) return 2
    return alone(place) ? 0 : 1
  }
  let kept = places
  for (const place of places.toSorted((a, b) => rank(a) - rank(b) || a.weight - b.weight)) {
    if (kept.length <= weights.length) break
    const fewer = kept.filter((other) => other !== place)
    if (serves(fewer, weights)) kept = fewer
  }
  return kept
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
