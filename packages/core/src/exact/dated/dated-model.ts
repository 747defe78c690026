import { bestStarts } from '../../bound/least-miss.ts'
import type { Problem } from '../../problem.ts'
import type { Micros } from '../../time.ts'
import { type BlockModel, blockModel, type Group } from '../model/block-model.ts'
import { roomOf } from '../model/lines.ts'

/**
 * Lots that are on time share a block only if one moment suits them all, at which it opens (its clean ends): not so early
 * that a lot's first start lies beyond the window, nor after a lot's last start. Blocks in such a model are told apart by
 * that alone; in which order they follow each other is not looked at.
 */
export interface DatedModel {
  readonly model: BlockModel
  /** Every set of lots that some moment suits is part of one of these: how many of each group an opened block may take. */
  readonly opened: readonly Int32Array[]
  /** The same for the block that the line carries in. */
  readonly carried: Int32Array
}

/** Moments at which a block with the lot may open. */
interface Span {
  readonly from: Micros
  readonly until: Micros
}

export const datedModel = (problem: Problem): DatedModel => {
  const spans = spansOf(problem)
  const joint = blockModel(problem)
  const groups = joint.groups.flatMap((group) => apart(group, spans))
  const span = groups.map(({ lots }) => spans[lots[0] as number] as Span)
  const suits = (moment: Micros) =>
    Int32Array.from(groups, ({ lots }, at) => (contains(span[at] as Span, moment) ? lots.length : 0))
  return {
    model: { ...joint, groups, apart: true },
    opened: momentsOf(span).map(suits),
    carried: carriedLots(problem, groups),
  }
}

const spansOf = (problem: Problem): Span[] => {
  const room = roomOf(problem, false)
  return problem.lots.map((lot) => {
    const { first, last } = bestStarts(problem, lot)
    return { from: Math.max(problem.rules.clean, first + lot.fill - room), until: last }
  })
}

const contains = ({ from, until }: Span, moment: Micros): boolean => from <= moment && moment <= until

/** Lots of one length are one group only if they may start at the same moments. */
const apart = (group: Group, spans: readonly Span[]): Group[] => {
  const key = (lot: number) => `${spans[lot]?.from}/${spans[lot]?.until}`
  return [...Map.groupBy(group.lots, key).values()].map((lots) => ({ ...group, lots }))
}

/** The ends of spans before which another has begun: between two of them no further set of spans has a moment in common. */
const momentsOf = (spans: readonly Span[]): Micros[] => {
  const real = spans.filter(({ from, until }) => from <= until)
  const ends = [...new Set(real.map(({ until }) => until))].sort((a, b) => a - b)
  const begins = real.map(({ from }) => from).sort((a, b) => a - b)
  const moments: Micros[] = []
  let begun = 0
  for (const end of ends) {
    const before = begun
    while (begun < begins.length && (begins[begun] as Micros) <= end) begun++
    if (begun > before) moments.push(end)
  }
  return moments
}

const carriedLots = (problem: Problem, groups: readonly Group[]): Int32Array => {
  const room = roomOf(problem, true)
  return Int32Array.from(groups, ({ lots }) => {
    const lot = problem.lots[lots[0] as number]
    return lot && bestStarts(problem, lot).first + lot.fill <= room ? lots.length : 0
  })
}
