import type { Sequence } from '../plan.ts'
import type { Problem } from '../problem.ts'
import { makespanOf, orderBlock } from './model/block-plan.ts'

/** A plan for any problem, at once: types together, longest lots first, a new block when the next lot does not fit. */
export const nextFit = (problem: Problem): Sequence => {
  const packed = fill(problem)
  const alone = [...(problem.initial ? [[]] : []), ...problem.lots.map((_, lot) => [lot])]
  return makespanOf(problem, packed) <= makespanOf(problem, alone) ? packed : alone
}

const fill = (problem: Problem): Sequence => {
  const { lots, initial } = problem
  const order = lots
    .map((_, at) => at)
    .sort((a, b) => typeRank(problem, a) - typeRank(problem, b) || (lots[b]?.fill ?? 0) - (lots[a]?.fill ?? 0) || a - b)
  const blocks: (readonly number[])[] = initial ? [[]] : []
  for (const lot of order) {
    const last = blocks.at(-1)
    const carried = initial !== undefined && blocks.length === 1
    const grown = last && orderBlock(problem, [...last, lot], carried)
    if (grown) blocks[blocks.length - 1] = grown.lots
    else blocks.push([lot])
  }
  return blocks
}

/** The type that the line carries in comes first. */
const typeRank = ({ lots, initial }: Problem, lot: number): number =>
  lots[lot]?.type === initial?.lastType ? -1 : (lots[lot]?.type ?? 0)
