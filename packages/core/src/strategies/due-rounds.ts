import { annealDue, type DueCooling } from '../due/anneal.ts'
import { dispatch } from '../due/dispatch.ts'
import { type Line, lineOf } from '../due/line.ts'
import type { Sequence } from '../plan.ts'
import type { Lot, Problem } from '../problem.ts'
import type { Search } from '../search.ts'
import type { Micros } from '../time.ts'

/** When a block has to be there: the tightest latest start of its lots, less what stands before that lot. */
const deadlineOf = (problem: Problem, block: readonly number[]): Micros => {
  let before = 0
  let deadline = Number.MAX_VALUE
  for (const index of block) {
    const lot = problem.lots[index] as Lot
    before += lot.fill
    if (lot.targetEnd !== undefined) deadline = Math.min(deadline, lot.targetEnd - before)
    else if (lot.targetStart !== undefined) deadline = Math.min(deadline, lot.targetStart - before + lot.fill)
  }
  return deadline
}

/** The blocks of a packing in the order in which they are needed; a carried block stays first. */
export const inOrderOfNeed = (problem: Problem, sequence: Sequence): Sequence => {
  const carried = problem.initial ? sequence.slice(0, 1) : []
  const opened = sequence.slice(carried.length).map((block) => ({ block, deadline: deadlineOf(problem, block) }))
  return [...carried, ...opened.sort((a, b) => a.deadline - b.deadline).map(({ block }) => block)]
}

type RoundCooling = Omit<DueCooling, 'steps'>

/**
 * From warm a plan keeps its shape and pays what it owes to targets; from hot it forgets its shape, for where another
 * order is needed, and steep slopes lead it to blocks of one type. A missed hour costs so much that most of the search
 * goes through plans that miss next to nothing.
 */
const withTargets: readonly RoundCooling[] = [
  { hot: 0.1, cold: 0.01, lenient: 10, strict: 30, slopes: { block: 0.5, type: 0.5 } },
  { hot: 1, cold: 0.01, lenient: 3, strict: 30, slopes: { block: 1, type: 4 } },
  { hot: 0.4, cold: 0.01, lenient: 3, strict: 30, slopes: { block: 1, type: 2 } },
]
const withoutTargets: readonly RoundCooling[] = [
  { hot: 0.2, cold: 0.01, lenient: 1, strict: 1, slopes: { block: 0.5, type: 0.7 } },
  { hot: 0.05, cold: 0.01, lenient: 1, strict: 1, slopes: { block: 0.5, type: 0.5 } },
]

/** Rounds of annealing over campaigns in order, with targets or without. */
export class DueRounds {
  readonly #line: Line
  readonly #search: Search

  constructor(problem: Problem, search: Search) {
    this.#line = lineOf(problem)
    this.#search = search
  }

  dispatch(): Sequence {
    return dispatch(this.#line)
  }

  /** Each round cools in another way than the one before it. */
  run(start: Sequence, steps: number, round: number): Sequence {
    const { budget, seed } = this.#search
    const coolings = this.#line.problem.hasTargets ? withTargets : withoutTargets
    const cooling = coolings[round % coolings.length] as RoundCooling
    return annealDue(this.#line, start, { ...cooling, steps }, { budget, seed: seed + round + 1 })
  }
}
