import { roundUp } from '../../bound/lattice.ts'
import type { Sequence } from '../../plan.ts'
import type { Problem } from '../../problem.ts'
import type { Progress, Search } from '../../search.ts'
import { sliceOf } from '../../slice.ts'
import type { Micros } from '../../time.ts'
import type { Incumbent } from '../incumbent.ts'
import type { BlockModel } from '../model/block-model.ts'
import type { RootPrices } from '../tree/tree-search.ts'
import { DividedTypes, type Division } from './divided-types.ts'
import { PartPlans, restricted } from './part-plans.ts'
import { TreeSweep } from './tree-sweep.ts'

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

/** A look that takes as long as a few hundredths of a second. */
const workPerStep = 10_000

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
  readonly #plans: PartPlans
  /** By set of types, as bits: how often a better plan was searched. */
  readonly #visits = new Map<number, number>()
  #swept = 0
  /** Work of looks that steps were counted for. */
  #paid = 0

  constructor(task: DivisionTask) {
    const { model, search } = task
    this.#task = task
    this.#divided = new DividedTypes(model, () => search.budget.secondsLeft())
    this.#plans = new PartPlans(model)
  }

  /** What trees say, as far as that is quick. */
  lookOnly(): void {
    for (let looks = 0; looks < quickLooks; looks++) {
      const division = this.#next()
      if (!division || !this.#look(division, quickWork)) return
    }
  }

  /** Better plans by trees of small sets. */
  sweep(): void {
    const { model, search, incumbent } = this.#task
    const sweep = new TreeSweep(model, () => search.budget.secondsLeft() <= 0)
    for (const plans of sweep.plans()) {
      for (const { types, blocks } of plans) this.#offer(types, blocks)
      this.#swept = sweep.worked
      this.#payForLooks()
      if (incumbent.proved) return
    }
  }

  /** Searches sets too, by what a root's relaxation says of them; pauses after each. */
  *search(root: RootPrices | undefined): Generator<undefined> {
    this.#divided.again(root)
    for (let division = this.#next(); division; division = this.#next()) {
      if (this.#look(division)) {
        if (this.#payForLooks()) yield
        continue
      }
      const next = this.#leastVisited(division)
      if (next === undefined) return
      this.#visit(next, this.#limitOf(next, division))
      yield
    }
  }

  /** Long looks are steps of the search like others. */
  #payForLooks(): boolean {
    const { budget } = this.#task.search
    const before = this.#paid
    const worked = this.#divided.worked + this.#swept
    for (; this.#paid < worked; this.#paid += workPerStep) if (budget.spent()) break
    return this.#paid > before
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
    const bits = this.#divided.leastLooked(this.#undecided(division))
    if (bits === undefined) return false
    this.#offer(bits, this.#divided.look(bits, work))
    return true
  }

  /** What the other sets leave of the longest makespan that would be an improvement. */
  #limitOf(bits: number, division: Division): Micros {
    return this.#divided.boundOf(bits) + this.#task.incumbent.cutoff - division.value
  }

  /** The sets of a division whose best plan is not known. */
  #undecided({ sets }: Division): number[] {
    return sets.filter((bits) => this.#divided.boundOf(bits) < this.#plans.makespanOf(bits))
  }

  #leastVisited(division: Division): number | undefined {
    return this.#undecided(division).sort(
      (a, b) => this.#visitsOf(a) - this.#visitsOf(b) || this.#plans.lotsOf(a).length - this.#plans.lotsOf(b).length,
    )[0]
  }

  #visit(bits: number, limit: Micros): void {
    const { model, search, incumbent, searchPart } = this.#task
    const visits = this.#visitsOf(bits)
    this.#visits.set(bits, visits + 1)
    const lots = this.#plans.lotsOf(bits)
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
      report: ({ sequence }: Progress) => this.#offer(bits, named(sequence)),
    }
    // Beyond the limit there may be plans with fewer joins, which were not looked for.
    this.#divided.raise(bits, Math.min(searchPart(part, partSearch), limit + 1))
  }

  /** A plan of some types: together with plans of the others it may be a better one of all. */
  #offer(bits: number, blocks: Sequence | undefined): void {
    const whole = blocks && this.#plans.offer(bits, blocks)
    if (whole) this.#task.incumbent.offer(whole)
  }

  #visitsOf(bits: number): number {
    return this.#visits.get(bits) ?? 0
  }
}
