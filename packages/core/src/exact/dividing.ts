import { roundUp } from '../bound/lattice.ts'
import { bitCount } from '../partition.ts'
import type { Sequence } from '../plan.ts'
import type { Problem } from '../problem.ts'
import type { Budget, Progress, Search } from '../search.ts'
import type { Micros } from '../time.ts'
import type { BlockModel } from './block-model.ts'
import type { Incumbent } from './incumbent.ts'
import { cheapestDivision, type Division, joinedBounds } from './joined-types.ts'
import type { RootPrices } from './tree-search.ts'

/** Some of the types as a problem of their own. */
export interface TypePart {
  readonly problem: Problem
  /** A plan to start from. */
  readonly sequence: Sequence
  /** No plan whose blocks join all types of the part is shorter. */
  readonly bound: Micros
  /** Longer plans are of no use. */
  readonly limit: Micros
  readonly joins: number
}

/** Searches one part, reporting what it finds; returns a bound on plans whose blocks join all its types. */
type SearchPart = (part: TypePart, search: Search) => Micros

/** The first visit of a part takes this many steps, each later one four times as many. */
const firstSteps = 100

/**
 * In every plan the blocks divide the types into sets that share no block, and the plan is the plans of these sets one
 * after the other. So bounds on sets of types bound all plans by their cheapest division, and only sets of cheapest
 * divisions need to be looked at: each is searched until its bound makes another division cheaper, or its best plan is
 * found. Pauses after each visit of a set.
 */
export function* searchDivisions(
  model: BlockModel,
  search: Search,
  incumbent: Incumbent,
  root: RootPrices | undefined,
  searchPart: SearchPart,
): Generator<undefined> {
  const sets = new TypeSets(model, search, incumbent, root)
  while (!incumbent.proved && !search.budget.spent()) {
    const division = cheapestDivision(sets.bounds)
    if (division.value > incumbent.cutoff) return incumbent.exhaust()
    incumbent.raiseBound(roundUp(model.lattice, division.value))
    const next = sets.leastVisited(division)
    if (next === undefined) return
    // What the other sets leave of the longest makespan that would be an improvement.
    sets.visit(next, sets.boundOf(next) + incumbent.cutoff - division.value, searchPart)
    yield
  }
}

/** Every set of types, as bits: its bound, the best plan known, and how often it was looked at. */
class TypeSets {
  readonly #model: BlockModel
  readonly #search: Search
  readonly #incumbent: Incumbent
  readonly bounds: Float64Array
  readonly #plans = new Map<number, Sequence>()
  readonly #makespans: Float64Array
  readonly #visits = new Map<number, number>()

  constructor(model: BlockModel, search: Search, incumbent: Incumbent, root: RootPrices | undefined) {
    this.#model = model
    this.#search = search
    this.#incumbent = incumbent
    this.bounds = joinedBounds(model, root)
    this.#makespans = new Float64Array(this.bounds.length).fill(Number.POSITIVE_INFINITY)
    this.#makespans[0] = 0
  }

  /** Of the sets of a division whose best plan is not known. */
  leastVisited({ sets }: Division): number | undefined {
    return sets
      .filter((bits) => this.boundOf(bits) < this.#makespanOf(bits))
      .sort((a, b) => this.#visitsOf(a) - this.#visitsOf(b) || this.#lotsOf(a).length - this.#lotsOf(b).length)[0]
  }

  visit(bits: number, limit: Micros, searchPart: SearchPart): void {
    const visits = this.#visitsOf(bits)
    this.#visits.set(bits, visits + 1)
    const { problem } = this.#model
    const lots = this.#lotsOf(bits)
    const part: TypePart = {
      problem: { ...problem, lots: lots.flatMap((lot) => problem.lots[lot] ?? []) },
      sequence: restricted(this.#incumbent.sequence, lots),
      bound: this.boundOf(bits),
      limit,
      joins: bitCount(bits) - 1,
    }
    const named = (sequence: Sequence): Sequence => sequence.map((block) => block.map((lot) => lots[lot] ?? -1))
    const search = {
      ...this.#search,
      budget: slice(this.#search.budget, firstSteps * 4 ** visits),
      report: ({ makespan, sequence }: Progress) => this.#offer(bits, makespan, named(sequence)),
    }
    this.bounds[bits] = Math.max(this.boundOf(bits), searchPart(part, search))
  }

  /** A plan of some types: together with plans of the others it may be a better one of all. */
  #offer(bits: number, makespan: Micros, sequence: Sequence): void {
    if (makespan >= this.#makespanOf(bits)) return
    this.#makespans[bits] = makespan
    this.#plans.set(bits, sequence)
    const { sets, value } = cheapestDivision(this.#makespans)
    if (value < this.#incumbent.makespan) this.#incumbent.offer(sets.flatMap((set) => this.#plans.get(set) ?? []))
  }

  #lotsOf(bits: number): number[] {
    return this.#model.groups
      .filter(({ type }) => bits & (1 << type))
      .flatMap(({ lots }) => lots)
      .sort((a, b) => a - b)
  }

  boundOf(bits: number): Micros {
    return this.bounds[bits] as number
  }

  #makespanOf(bits: number): Micros {
    return this.#makespans[bits] as number
  }

  #visitsOf(bits: number): number {
    return this.#visits.get(bits) ?? 0
  }
}

/** What a plan does with some of its lots, by their places among these. */
const restricted = (sequence: Sequence, lots: readonly number[]): Sequence => {
  const place = new Map(lots.map((lot, at) => [lot, at]))
  return sequence.map((block) => block.flatMap((lot) => place.get(lot) ?? [])).filter((block) => block.length > 0)
}

/** A part of the budget: so many steps, and no call of the solver takes more than a quarter of the time left. */
const slice = (budget: Budget, steps: number): Budget => {
  let taken = 0
  return {
    spent: () => ++taken > steps || budget.spent(),
    get steps() {
      return budget.steps
    },
    secondsLeft: () => budget.secondsLeft() / 4,
  }
}
