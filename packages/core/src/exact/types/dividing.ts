import { roundUp } from '../../bound/lattice.ts'
import type { Sequence } from '../../plan.ts'
import type { Problem } from '../../problem.ts'
import type { Progress, Search } from '../../search.ts'
import type { Micros } from '../../time.ts'
import type { Incumbent } from '../incumbent.ts'
import type { BlockModel } from '../model/block-model.ts'
import { orderBlock } from '../model/block-plan.ts'
import { sliceOf } from '../slice.ts'
import type { RootPrices } from '../tree/tree-search.ts'
import { cheapestDivision, DividedTypes, type Division } from './divided-types.ts'

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
  readonly searchPart: SearchPart
}

/** The first visit of a part takes this many steps, each later one four times as many. */
const firstSteps = 100

/** Before anything else is tried, a few quick looks at sets. */
const quickLooks = 30
const quickWork = 8_000

/**
 * Only sets of cheapest divisions need to be looked at: each until its bound makes another division cheaper, or its best
 * plan is found.
 */
export class Divisions {
  readonly #task: DivisionTask
  readonly #divided: DividedTypes
  /** By set of types, as bits: the best plan known, and how often a better one was searched. */
  readonly #plans = new Map<number, Sequence>()
  readonly #makespans: Float64Array
  readonly #visits = new Map<number, number>()

  constructor(task: DivisionTask) {
    const { model, search } = task
    this.#task = task
    this.#divided = new DividedTypes(model, () => search.budget.secondsLeft() <= 0)
    this.#makespans = new Float64Array(1 << model.types.length).fill(Number.POSITIVE_INFINITY)
    this.#makespans[0] = 0
  }

  /** What trees say, as far as that is quick. */
  lookOnly(): void {
    for (let looks = 0; looks < quickLooks; looks++) {
      const division = this.#next()
      if (!division || !this.#look(division, quickWork)) return
    }
  }

  /** Searches sets too, by what a root's relaxation says of them; pauses after each. */
  *search(root: RootPrices | undefined): Generator<undefined> {
    const { incumbent } = this.#task
    this.#divided.again(root)
    for (let division = this.#next(); division; division = this.#next()) {
      if (this.#look(division)) continue
      const next = this.#leastVisited(division)
      if (next === undefined) return
      // What the other sets leave of the longest makespan that would be an improvement.
      this.#visit(next, this.#divided.boundOf(next) + incumbent.cutoff - division.value)
      yield
    }
  }

  /** The cheapest division, while one may hold a better plan. */
  #next(): Division | undefined {
    const { model, search, incumbent } = this.#task
    if (incumbent.proved || search.budget.spent()) return undefined
    const division = this.#divided.cheapest
    if (division.value > incumbent.cutoff) incumbent.exhaust()
    else incumbent.raiseBound(roundUp(model.lattice, division.value))
    return incumbent.proved ? undefined : division
  }

  /** Looks at one set; false when there is none to look at. */
  #look(division: Division, work?: number): boolean {
    const bits = this.#divided.leastLooked(division)
    if (bits === undefined) return false
    const { problem } = this.#task.model
    const blocks = this.#divided.look(bits, work)?.map((lots) => orderBlock(problem, lots, false))
    if (blocks?.every((block) => block !== undefined)) {
      const makespan = blocks.reduce((sum, { cost }) => sum + problem.rules.clean + cost, 0)
      const sequence = blocks.map(({ lots }) => lots)
      this.#offer(bits, makespan, sequence)
    }
    return true
  }

  /** Of the sets of a division whose best plan is not known. */
  #leastVisited({ sets }: Division): number | undefined {
    return sets
      .filter((bits) => this.#divided.boundOf(bits) < this.#makespanOf(bits))
      .sort((a, b) => this.#visitsOf(a) - this.#visitsOf(b) || this.#lotsOf(a).length - this.#lotsOf(b).length)[0]
  }

  #visit(bits: number, limit: Micros): void {
    const { model, search, incumbent, searchPart } = this.#task
    const visits = this.#visitsOf(bits)
    this.#visits.set(bits, visits + 1)
    const lots = this.#lotsOf(bits)
    const part: TypePart = {
      problem: { ...model.problem, lots: lots.flatMap((lot) => model.problem.lots[lot] ?? []) },
      sequence: restricted(incumbent.sequence, lots),
      bound: this.#divided.boundOf(bits),
      limit,
      joins: this.#divided.joins(bits, limit),
    }
    const named = (sequence: Sequence): Sequence => sequence.map((block) => block.map((lot) => lots[lot] ?? -1))
    const partSearch = {
      ...search,
      budget: sliceOf(search.budget, { steps: firstSteps * 4 ** visits, counted: true, seconds: (left) => left / 4 }),
      report: ({ makespan, sequence }: Progress) => this.#offer(bits, makespan, named(sequence)),
    }
    // Beyond the limit there may be plans with fewer joins, which were not looked for.
    this.#divided.raise(bits, Math.min(searchPart(part, partSearch), limit + 1))
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
