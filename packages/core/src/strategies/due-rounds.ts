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

/** Rounds of annealing over sequences with targets. */
export class DueRounds {
  readonly line: Line
  readonly #search: Search
  #round = 0

  constructor(problem: Problem, search: Search) {
    this.line = lineOf(problem)
    this.#search = search
  }

  dispatch(): Sequence {
    return dispatch(this.line)
  }

  run(start: Sequence, cooling: DueCooling): Sequence {
    const { budget, seed } = this.#search
    this.#round += 1
    return annealDue(this.line, start, cooling, { budget, seed: seed + this.#round })
  }
}
