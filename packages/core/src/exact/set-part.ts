import { roundUp } from '../bound/lattice.ts'
import type { Micros } from '../time.ts'
import { relax } from './column-generation.ts'
import type { Prices } from './prices.ts'
import type { Region } from './region.ts'
import type { SetPricer } from './set-pricing.ts'
import { tighten } from './tighten.ts'
import type { TreeSearch } from './tree-search.ts'
import type { TypeSet } from './type-sets.ts'

/** Counts of sets that hold all lots in fractions, and have not been filled with whole lots so far. */
export interface OpenCounts {
  readonly counts: Int32Array
  readonly blocks: readonly TypeSet[]
  attempts: number
}

/** All plans with one number of blocks, searched from the shortest on. */
export class SetPart {
  readonly region: Region
  /** Prices of its relaxation. */
  readonly prices: Prices
  readonly open: OpenCounts[] = []
  /** No plan of the part is shorter than this, but for those of open counts. */
  level: Micros
  /** The next question is for plans up to this much longer than the level. */
  width: Micros = 0
  /** No plan of the part is shorter. */
  bound: Micros
  /** Some question had no answer: the bound stays where it is. */
  stuck = false
  readonly #search: TreeSearch
  readonly #exactBound: Micros
  /** Per set: how much longer than the bound a plan is at least that has such a block. */
  readonly #excess: Float64Array

  private constructor(search: TreeSearch, region: Region, relaxation: Relaxed, excess: Float64Array) {
    this.#search = search
    this.region = region
    this.prices = relaxation.prices
    this.bound = relaxation.bound
    this.level = relaxation.bound
    this.#exactBound = relaxation.exactBound
    this.#excess = excess
  }

  /** Nothing when no plan of the region is better than the incumbent; `unknown` when the budget ended before that was clear. */
  static of(search: TreeSearch, pricer: SetPricer, start: Region): SetPart | 'unknown' | undefined {
    const { model, incumbent } = search
    const region = tighten(model, start, incumbent.cutoff)
    if (!region) return undefined
    const { cutoff } = incumbent
    const { prices, least, exactBound, bound } = relax(search, region, { cutoff, toTheEnd: true })
    if (bound > cutoff) return undefined
    if (!prices || !least) return 'unknown'
    const places = new Map(pricer.sets.map((set, at) => [set, at]))
    const excess = new Float64Array(places.size).fill(Number.POSITIVE_INFINITY)
    for (const { set, reducedCost } of pricer.values(prices))
      excess[places.get(set) ?? -1] = reducedCost - (set.kind.carried ? Math.min(0, least.carried ?? 0) : least.opened)
    return new SetPart(search, region, { prices, exactBound, bound }, excess)
  }

  /** Sets that a plan of this length may use. */
  usefulFor(level: Micros): number[] {
    const slack = level - this.#exactBound
    return [...this.#excess.keys()].filter((at) => (this.#excess[at] ?? 0) <= slack)
  }

  /** Every plan that is shorter was looked at, save open counts; the wider the last question was, the wider the next. */
  rise(level: Micros, width: Micros): void {
    const { model, incumbent } = this.#search
    this.level = Math.max(this.level, roundUp(model.lattice, level))
    this.width = Math.min(width, (incumbent.cutoff - this.level) / widest)
    if (this.open.length === 0 && !this.stuck) this.bound = this.level
  }
}

interface Relaxed {
  readonly prices: Prices
  readonly exactBound: Micros
  readonly bound: Micros
}

/** Part of the gap that one question asks about at most: programs are the harder, the more sets are useful. */
const widest = 8
