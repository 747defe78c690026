import { bestStarts } from '../bound/least-miss.ts'
import { leastRest } from '../exact/subsets.ts'
import type { Sequence } from '../plan.ts'
import { forbidden, type Problem } from '../problem.ts'
import type { Budget } from '../search.ts'
import { type Micros, windowTolerance } from '../time.ts'
import { dominates, endOf, joined, type Label, type Next, opened, type Pace } from './on-time-label.ts'

/** The shortest plan that misses no more than each lot must by itself, if any is shorter than the limit. */
export interface OnTimeAnswer {
  readonly makespan: Micros
  readonly sequence?: Sequence
}

/** More labels than this take more memory, half a kilobyte each, than the proof is worth; proofs that end rarely need a third. */
const mostLabels = 150_000
/** More cleans than this in a row are nothing but a long wait; then no answer is given. */
const mostCleans = 40
/** Labels that are looked at in one step of the budget. */
const labelsPerStep = 1000

class OnTimeSearch {
  readonly #problem: Problem
  readonly #pace: Pace
  readonly #lots: readonly Next[]
  /** Least makespan of what is left, from a clean on, targets aside. */
  readonly #rest: Float64Array
  readonly #labels = new Map<number, Label[]>()
  readonly #latestNeed: Micros
  #limit: Micros
  #count = 0
  #best: Label | undefined
  gaveUp = false

  constructor(problem: Problem, limit: Micros) {
    const { lots, rules } = problem
    this.#problem = problem
    this.#pace = { clean: rules.clean, room: rules.window + windowTolerance }
    this.#lots = lots.map((lot, at) => ({ lot: at, fill: lot.fill, starts: bestStarts(problem, lot) }))
    this.#rest = leastRest(problem)
    this.#latestNeed = this.#lots.reduce((latest, { starts }) => Math.max(latest, starts.first), 0)
    this.#limit = limit
  }

  run(budget: Budget): OnTimeAnswer | undefined {
    const { initial } = this.#problem
    const carried = initial ? Math.max(0, this.#pace.room - initial.windowUsed) : 0
    this.#extend({ filled: 0, lot: -1, from: 0, until: 0, length: 0, soonest: 0, room: carried, count: 0, cleans: 0 })
    const sets = 1 << this.#lots.length
    let looked = 0
    for (let filled = 1; filled < sets - 1; filled++) {
      for (const label of this.#labelsOf(filled)) {
        if (looked++ % labelsPerStep === 0 && budget.spent()) return undefined
        this.#extend(label)
      }
      if (this.gaveUp) return undefined
    }
    return this.#best
      ? { makespan: this.#limit, sequence: sequenceOf(this.#best, initial !== undefined) }
      : { makespan: this.#limit }
  }

  *#labelsOf(filled: number): Iterable<Label> {
    for (let type = 0; type < this.#problem.types.length; type++) {
      const key = filled * this.#problem.types.length + type
      yield* this.#labels.get(key) ?? []
      this.#labels.delete(key)
    }
  }

  #extend(label: Label): void {
    const carries = label.lot >= 0 || this.#problem.initial !== undefined
    for (const next of this.#lots) {
      if (label.filled & (1 << next.lot)) continue
      if (carries && label.count < this.#problem.rules.maxLotsPerBlock)
        this.#keep(joined(label, next, this.#changeover(label, next)))
      this.#openFor(label, next)
    }
  }

  #changeover({ lot }: Label, next: Next): Micros {
    const { lots, rules, initial } = this.#problem
    const from = lot < 0 ? initial?.lastType : lots[lot]?.type
    return from === undefined ? 0 : (rules.changeover[from]?.[lots[next.lot]?.type as number] ?? forbidden)
  }

  /** One clean, and further ones as long as the block might have to open later than they allow. */
  #openFor(label: Label, next: Next): void {
    const { clean, room } = this.#pace
    for (let cleans = 1; ; cleans++) {
      this.#keep(opened(label, next, this.#pace, cleans))
      const latest = label.until + label.room + cleans * clean + (cleans - 1) * room
      if (latest >= Math.min(next.starts.last, this.#latestNeed)) return
      if (endOf(label) + (cleans + 1) * clean + next.fill >= this.#limit) return
      if (cleans === mostCleans) {
        this.gaveUp = true
        return
      }
    }
  }

  #keep(label: Label | undefined): void {
    if (!label || this.#isHopeless(label)) return
    const all = (1 << this.#lots.length) - 1
    if (label.filled === all) {
      this.#limit = endOf(label)
      this.#best = label
      return
    }
    const { types, lots } = this.#problem
    const key = label.filled * types.length + (lots[label.lot]?.type as number)
    const others = this.#labels.get(key) ?? []
    if (others.some((other) => dominates(other, label))) return
    const left = others.filter((other) => !dominates(label, other))
    left.push(label)
    this.#labels.set(key, left)
    this.#count += 1
    if (this.#count > mostLabels) this.gaveUp = true
  }

  /** Ends too late whatever follows: for the limit, or for a lot that is still to come. */
  #isHopeless(label: Label): boolean {
    const end = endOf(label)
    const all = (1 << this.#lots.length) - 1
    // The rest begins with a clean, unless its first block is the running one; then it saves the clean at most.
    const rest = (this.#rest[all ^ label.filled] as Micros) - this.#pace.clean
    if (end + Math.max(0, rest) >= this.#limit) return true
    return this.#lots.some(({ lot, starts }) => !(label.filled & (1 << lot)) && starts.last < end)
  }
}

const sequenceOf = (last: Label, carried: boolean): Sequence => {
  const blocks: number[][] = [[]]
  for (let label: Label | undefined = last; label && label.lot >= 0; label = label.before) {
    blocks[0]?.unshift(label.lot)
    if (label.cleans > 0) blocks.unshift([])
  }
  return carried ? blocks : blocks.filter((block) => block.length > 0)
}

/**
 * Dynamic programming over sets of filled lots and the last type, with labels that dominate each other. Exact: the answer
 * is a plan, or the proof that none on time is shorter than the limit. Undefined when the budget or memory would not do.
 */
export const shortestOnTime = (problem: Problem, limit: Micros, budget: Budget): OnTimeAnswer | undefined =>
  new OnTimeSearch(problem, limit).run(budget)
