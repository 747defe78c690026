import type { Sequence } from '../plan.ts'
import type { Problem } from '../problem.ts'
import type { Dice } from '../random.ts'
import type { Micros } from '../time.ts'
import { orderBlock } from './model/block-plan.ts'
import { roomOf } from './model/lines.ts'

/** A few blocks of a plan as a problem of their own: `lots[i]` is the lot of the whole that the part calls i. */
export interface Part {
  readonly problem: Problem
  readonly lots: readonly number[]
  readonly blocks: readonly number[]
  readonly sequence: Sequence
}

export interface Reach {
  readonly blocks: number
  readonly lots: number
}

/** Picks blocks to plan anew: one with much room left, others that share a type with it or come by chance. */
export const pickPart = (problem: Problem, sequence: Sequence, dice: Dice, reach: Reach): Part => {
  const first = roomiest(problem, sequence, dice)
  const types = new Set(sequence[first]?.map((lot) => problem.lots[lot]?.type))
  const kin = (block: number): boolean => sequence[block]?.some((lot) => types.has(problem.lots[lot]?.type)) ?? false
  const chosen = [first]
  let lots = sequence[first]?.length ?? 0
  for (let tries = 0; chosen.length < reach.blocks && tries < reach.blocks * 8; tries++) {
    const block = dice.below(sequence.length)
    const size = sequence[block]?.length ?? 0
    if (chosen.includes(block) || lots + size > reach.lots || (dice.next() < 0.7 && !kin(block))) continue
    chosen.push(block)
    lots += size
  }
  return partOf(
    problem,
    sequence,
    chosen.sort((a, b) => a - b),
  )
}

/** Of a few blocks drawn by chance, the one with the most room left. */
const roomiest = (problem: Problem, sequence: Sequence, dice: Dice): number => {
  const drawn = Array.from({ length: 3 }, () => dice.below(sequence.length))
  const spare = (block: number): Micros => {
    const carried = problem.initial !== undefined && block === 0
    return roomOf(problem, carried) - (orderBlock(problem, sequence[block] ?? [], carried)?.cost ?? 0)
  }
  return drawn.reduce((best, block) => (spare(block) > spare(best) ? block : best))
}

const partOf = (problem: Problem, sequence: Sequence, blocks: readonly number[]): Part => {
  const lots = blocks.flatMap((block) => sequence[block] ?? []).sort((a, b) => a - b)
  const place = new Map(lots.map((lot, at) => [lot, at]))
  const { initial, ...rest } = problem
  const carried = initial && blocks[0] === 0
  return {
    problem: { ...rest, lots: lots.flatMap((lot) => problem.lots[lot] ?? []), ...(carried && { initial }) },
    lots,
    blocks,
    sequence: blocks.map((block) => (sequence[block] ?? []).map((lot) => place.get(lot) ?? -1)),
  }
}

/** The whole plan with the part's blocks exchanged for its new ones. */
export const replacePart = (problem: Problem, sequence: Sequence, part: Part, better: Sequence): Sequence => {
  const renamed = better.map((block) => block.map((lot) => part.lots[lot] ?? -1))
  const kept = sequence.filter((_, block) => !part.blocks.includes(block))
  const carried = problem.initial !== undefined && part.blocks[0] === 0
  return carried ? [...renamed.slice(0, 1), ...kept, ...renamed.slice(1)] : [...kept, ...renamed]
}
