import type { Lot, Problem } from '../problem.ts'
import type { Strategy } from '../search.ts'
import { Candidates } from './candidates.ts'
import { cutIntoBlocks } from './cut.ts'

/** Indices of all lots in the order of a comparison; ties by type, then by id, so that the order is always the same. */
export const orderBy = (problem: Problem, compare: (a: Lot, b: Lot) => number): number[] => {
  const lot = (index: number) => problem.lots[index] as Lot
  return problem.lots
    .map((_, index) => index)
    .sort((a, b) => compare(lot(a), lot(b)) || lot(a).type - lot(b).type || a - b)
}

export const shortestFirst = (problem: Problem): number[] => orderBy(problem, (a, b) => a.fill - b.fill)

export const longestFirst = (problem: Problem): number[] => orderBy(problem, (a, b) => b.fill - a.fill)

/** Keeps one order of lots and only chooses where the cleans go. */
export const inOrder =
  (orderOf: (problem: Problem) => readonly number[]): Strategy =>
  (problem, search) => {
    const candidates = new Candidates(problem, search)
    candidates.offer(cutIntoBlocks(problem, orderOf(problem)))
    return candidates.solution
  }
