import type { Sequence } from '../plan.ts'
import type { Problem } from '../problem.ts'
import type { Packing } from './model.ts'
import { cappedChangeover } from './setups.ts'
import { cheapestPath } from './type-path.ts'

const typeOrder = (problem: Problem, types: readonly number[], from: number | undefined): readonly number[] => {
  const sorted = types.toSorted((a, b) => a - b)
  if (!problem.rules.twoValue) return cheapestPath(sorted, cappedChangeover(problem), from).order
  // Any order costs the same, except that the type on the line comes first.
  return from !== undefined && sorted.includes(from) ? [from, ...sorted.filter((type) => type !== from)] : sorted
}

const ordered = (problem: Problem, lots: readonly number[], from: number | undefined): readonly number[] => {
  const typeOf = (lot: number | undefined): number => problem.lots[lot as number]?.type as number
  const type = typeOf(lots[0])
  // Most blocks of a large plan hold one type.
  if (lots.every((lot) => typeOf(lot) === type)) return lots
  const byType = Map.groupBy(lots, typeOf)
  return typeOrder(problem, [...byType.keys()], from).flatMap((one) => byType.get(one) ?? [])
}

/** Where a changeover takes as long as a clean or may not happen, the clean comes instead and starts a new block. */
const cutWhereDear = (problem: Problem, lots: readonly number[], from: number | undefined): number[][] => {
  const { rules } = problem
  const pieces: number[][] = [[]]
  let before = from
  for (const lot of lots) {
    const type = problem.lots[lot]?.type as number
    const dear = before !== undefined && (rules.changeover[before]?.[type] as number) >= rules.clean
    if (dear) pieces.push([lot])
    else pieces.at(-1)?.push(lot)
    before = type
  }
  return pieces
}

/** Fills every block in its cheapest order of types, lots of a type by id; blocks of the same type stand together. */
export const sequenceOf = (problem: Problem, { blockOf, blocks }: Packing): Sequence => {
  const members: number[][] = Array.from({ length: blocks }, () => [])
  for (let lot = 0; lot < blockOf.length; lot++) members[blockOf[lot] as number]?.push(lot)
  const carriedType = problem.initial?.lastType
  const [carried, ...opened] = problem.initial ? members : [[], ...members]
  const first = cutWhereDear(problem, ordered(problem, carried ?? [], carriedType), carriedType)
  const rest = opened
    .filter((lots) => lots.length > 0)
    .map((lots) => ordered(problem, lots, undefined))
    .sort((a, b) => (problem.lots[a[0] as number]?.type ?? 0) - (problem.lots[b[0] as number]?.type ?? 0))
    .flatMap((lots) => cutWhereDear(problem, lots, undefined))
  return problem.initial ? [...first, ...rest] : rest
}
