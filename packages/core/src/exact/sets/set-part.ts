import { roundUp } from '../../bound/lattice.ts'
import type { Micros } from '../../time.ts'
import type { Prices } from '../columns/prices.ts'
import type { Region } from '../columns/region.ts'
import type { SetPricer } from '../columns/set-pricing.ts'
import { keepsRuns } from '../model/runs.ts'
import type { TypeSet } from '../model/type-sets.ts'
import { tighten } from '../tree/tighten.ts'
import type { TreeSearch } from '../tree/tree-search.ts'
import { relaxSets, type SetRelaxation } from './set-relaxation.ts'

/** Counts of sets that hold all lots in fractions, and have not been filled with whole lots so far. */
export interface OpenCounts {
  readonly counts: Float64Array
  readonly blocks: readonly TypeSet[]
  /** No plan with these counts is shorter, nor any with fewer blocks. */
  readonly least: Micros
  attempts: number
}

/** All plans of one region, with one number of blocks, searched from the shortest on. */
export class SetPart {
  readonly region: Region
  /** Prices of its relaxation. */
  readonly prices: Prices
  readonly open: OpenCounts[] = []
  /** No plan of the part is shorter than this, but for those of open counts. */
  level: Micros
  /** The next question is for plans up to this much longer than the level. */
  width: Micros = 0
  /** Counts of sets in its relaxation. */
  readonly center: Float64Array
  /** Regions that share out its plans and leave its relaxation out; nothing where that has whole counts. */
  readonly halves: readonly Region[] | undefined
  /** How far from those counts are asked for, and how often they were. */
  radius = 0
  tries = 0
  /** Questions at this level that had no answer. */
  doubts = 0
  /** Questions for a bound at this level. */
  asked = 0
  readonly #search: TreeSearch
  /** Counts that cost less were all looked at. The relaxation says nothing about them where plans cost more than counts. */
  #floor: Micros = 0
  readonly #exactBound: Micros
  /** The level of the first question that was given up. */
  #doubt: Micros = Number.POSITIVE_INFINITY
  /** Per set: how much longer than the bound a plan is at least that has such a block. */
  readonly #excess: Float64Array

  private constructor(search: TreeSearch, region: Region, relaxation: SetRelaxation) {
    this.#search = search
    this.region = region
    this.prices = relaxation.prices
    this.center = relaxation.center
    this.halves = relaxation.halves
    this.level = relaxation.bound
    this.#exactBound = relaxation.exactBound
    this.#excess = relaxation.excess
  }

  /** Nothing when no plan of the region is better than the incumbent; `unknown` when the budget ended before that was clear. */
  static of(search: TreeSearch, pricer: SetPricer, start: Region): SetPart | 'unknown' | undefined {
    const region = tighten(search.model, start, search.incumbent.cutoff)
    if (!region) return undefined
    const relaxed = relaxSets(search, pricer, region)
    return typeof relaxed === 'object' ? new SetPart(search, region, relaxed) : relaxed
  }

  /** What is known of a part holds for each half of it. */
  inherit(whole: SetPart): void {
    this.level = Math.max(this.level, whole.level)
    this.open.push(...whole.open)
    this.tries = whole.tries
    this.#floor = whole.#floor
    this.#doubt = whole.#doubt
  }

  /** No plan of the part is shorter. */
  get bound(): Micros {
    return Math.min(this.level, this.#doubt, ...this.open.map(({ least }) => least))
  }

  /** Sets that a plan of this length may use. */
  usefulFor(level: Micros): number[] {
    const slack = level - this.#exactBound
    return [...this.#excess.keys()].filter((at) => (this.#excess[at] ?? 0) <= slack)
  }

  /** What counts cost at least that were not looked at: on the lattice only where they cost what their plans do. */
  get floor(): Micros {
    return keepsRuns(this.#search.model.problem.rules) ? this.level : this.#floor
  }

  /** How long the plans of the next question may be. */
  get limit(): Micros {
    const steps = Math.min(this.width, (this.#search.incumbent.cutoff - this.level) / widest) / this.#step
    return Math.min(this.level + Math.floor(steps) * this.#step, this.#search.incumbent.cutoff)
  }

  /** All counts that cost no more were looked at, save open ones; the next question may be a wider one. */
  rise(limit: Micros): void {
    this.width = Math.max(this.#step, 2 * (limit - this.level))
    this.#floor = limit + 1
    this.level = Math.max(this.level, roundUp(this.#search.model.lattice, this.#floor))
    this.doubts = 0
    this.asked = 0
  }

  narrow(): void {
    this.width = (this.limit - this.level) / 2
  }

  /** A question had no answer: it is given up after some more, and the bound stays where it is from then on. */
  doubt(limit: Micros): void {
    this.narrow()
    this.doubts++
    if (this.doubts <= mostDoubts) return
    this.#doubt = Math.min(this.#doubt, this.level)
    this.rise(limit)
  }

  get #step(): Micros {
    return Math.max(1, this.#search.model.lattice.step)
  }
}

/** Part of the gap that one question asks about at most: programs are the harder, the more sets are useful. */
const widest = 8
const mostDoubts = 2
