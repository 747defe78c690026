import { roundUp } from '../bound/lattice.ts'
import type { Sequence } from '../plan.ts'
import type { Problem } from '../problem.ts'
import type { Budget, Progress, Search } from '../search.ts'
import type { Micros } from '../time.ts'
import type { BlockModel } from './block-model.ts'
import { cheapestDivision, DividedTypes, type Division } from './divided-types.ts'
import type { Incumbent } from './incumbent.ts'
import type { RootPrices } from './tree-search.ts'
import type { TypeTrees } from './type-trees.ts'

/** Some of the types as a problem of their own. */
export interface TypePart {
  readonly problem: Problem
  /** A plan to start from. */
  readonly sequence: Sequence
  /** No plan whose blocks join all types of the part is shorter. */
  readonly bound: Micros
  /** Longer plans are of no use. */
  readonly limit: Micros
  /** No such plan up to the limit has fewer joins. */
  readonly joins: number
}

/** Searches one part, reporting what it finds; returns a bound on plans whose blocks join all its types. */
type SearchPart = (part: TypePart, search: Search) => Micros

export interface DivisionTask {
  readonly model: BlockModel
  readonly search: Search
  readonly incumbent: Incumbent
  readonly trees: TypeTrees
  readonly root: RootPrices | undefined
  readonly searchPart: SearchPart
}

/** The first visit of a part takes this many steps, each later one four times as many. */
const firstSteps = 100

/** Whether a set can be a tree may take a second or two: a search of the set takes longer. */
const workPerTree = 200_000

/**
 * Only sets of cheapest divisions need to be looked at: each is searched until its bound makes another division cheaper,
 * or its best plan is found. Pauses after each visit of a set.
 */
export function* searchDivisions(task: DivisionTask): Generator<undefined> {
  const { model, search, incumbent } = task
  const sets = new TypeSets(task)
  while (!incumbent.proved && !search.budget.spent()) {
    const division = sets.divided.cheapest
    if (division.value > incumbent.cutoff) return incumbent.exhaust()
    incumbent.raiseBound(roundUp(model.lattice, division.value))
    if (sets.divided.sharpen(division)) continue
    const next = sets.leastVisited(division)
    if (next === undefined) return
    // What the other sets leave of the longest makespan that would be an improvement.
    sets.visit(next, sets.divided.boundOf(next) + incumbent.cutoff - division.value)
    yield
  }
}

/** Every set of types, as bits: its bound, the best plan known, and how often it was looked at. */
class TypeSets {
  readonly divided: DividedTypes
  readonly #task: DivisionTask
  readonly #plans = new Map<number, Sequence>()
  readonly #makespans: Float64Array
  readonly #visits = new Map<number, number>()

  constructor(task: DivisionTask) {
    const { model, trees, root } = task
    this.#task = task
    this.divided = new DividedTypes(model, trees, workPerTree, root)
    this.#makespans = new Float64Array(1 << model.types.length).fill(Number.POSITIVE_INFINITY)
    this.#makespans[0] = 0
  }

  /** Of the sets of a division whose best plan is not known. */
  leastVisited({ sets }: Division): number | undefined {
    return sets
      .filter((bits) => this.divided.boundOf(bits) < this.#makespanOf(bits))
      .sort((a, b) => this.#visitsOf(a) - this.#visitsOf(b) || this.#lotsOf(a).length - this.#lotsOf(b).length)[0]
  }

  visit(bits: number, limit: Micros): void {
    const { model, search, incumbent, searchPart } = this.#task
    const visits = this.#visitsOf(bits)
    this.#visits.set(bits, visits + 1)
    const lots = this.#lotsOf(bits)
    const part: TypePart = {
      problem: { ...model.problem, lots: lots.flatMap((lot) => model.problem.lots[lot] ?? []) },
      sequence: restricted(incumbent.sequence, lots),
      bound: this.divided.boundOf(bits),
      limit,
      joins: this.divided.joins(bits, limit),
    }
    const named = (sequence: Sequence): Sequence => sequence.map((block) => block.map((lot) => lots[lot] ?? -1))
    const partSearch = {
      ...search,
      budget: slice(search.budget, firstSteps * 4 ** visits),
      report: ({ makespan, sequence }: Progress) => this.#offer(bits, makespan, named(sequence)),
    }
    // Beyond the limit there may be plans with fewer joins, which were not looked for.
    this.divided.raise(bits, Math.min(searchPart(part, partSearch), limit + 1))
  }

  /** A plan of some types: together with plans of the others it may be a better one of all. */
  #offer(bits: number, makespan: Micros, sequence: Sequence): void {
    if (makespan >= this.#makespanOf(bits)) return
    this.#makespans[bits] = makespan
    this.#plans.set(bits, sequence)
    const { sets, value } = cheapestDivision(this.#makespans)
    const { incumbent } = this.#task
    if (value < incumbent.makespan) incumbent.offer(sets.flatMap((set) => this.#plans.get(set) ?? []))
  }

  #lotsOf(bits: number): number[] {
    return this.#task.model.groups
      .filter(({ type }) => bits & (1 << type))
      .flatMap(({ lots }) => lots)
      .sort((a, b) => a - b)
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
