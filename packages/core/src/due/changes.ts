import type { rotate, swap } from './arrange.ts'
import { Calendar } from './calendar.ts'
import type { Campaigns } from './campaigns.ts'

/** The lots that a block is to have. */
export interface Refill {
  readonly block: number
  readonly lots: number[]
}

/** Makes a change of a plan if it does not rise above a limit, and else leaves everything as it was. */
export class Changes {
  readonly campaigns: Campaigns
  readonly calendar: Calendar
  /** What a weighted micro outside targets counts; it may change as the search goes on. */
  price = 1
  readonly #old: number[][] = []
  #bulge: number

  constructor(campaigns: Campaigns) {
    this.campaigns = campaigns
    this.calendar = new Calendar(campaigns)
    this.#bulge = 0
    for (let block = 0; block < campaigns.size; block++) this.#bulge += campaigns.bulge[block] as number
  }

  /** What the search walks on: end, misses at a price, bulges of half-full blocks and scattered types. */
  get height(): number {
    const { end, miss } = this.calendar.kept
    return end + this.price * miss + this.#bulge
  }

  /** Gives blocks other lots: at most three, each another one. */
  refill(changed: readonly Refill[], limit: number): boolean {
    const { campaigns } = this
    let first = campaigns.size
    let last = -1
    let more = 0
    let tried = 0
    let fits = true
    for (const { block, lots } of changed) {
      this.#old[tried] = campaigns.lots[block] as number[]
      campaigns.setAside(block, tried++)
      campaigns.lots[block] = lots
      more -= campaigns.bulge[block] as number
      fits = campaigns.measure(block)
      if (!fits) break
      more += campaigns.bulge[block] as number
      first = Math.min(first, block)
      last = Math.max(last, block)
    }
    if (fits && this.#settles(first, last, more, limit)) {
      for (const { block } of changed) campaigns.locate(block)
      return true
    }
    for (let k = 0; k < tried; k++) {
      const { block } = changed[k] as Refill
      campaigns.lots[block] = this.#old[k] as number[]
      campaigns.putBack(block, k)
    }
    return false
  }

  /** Moves a whole block to another place, or exchanges two. */
  rearrange(reorder: typeof rotate | typeof swap, a: number, b: number, limit: number): boolean {
    const [first, last] = [Math.min(a, b), Math.max(a, b)]
    this.campaigns.rearrange(reorder, a, b)
    if (this.#settles(first, last, 0, limit)) {
      for (let block = first; block <= last; block++) this.campaigns.locate(block)
      return true
    }
    this.campaigns.rearrange(reorder, b, a)
    return false
  }

  #settles(first: number, last: number, moreBulge: number, limit: number): boolean {
    if (!this.calendar.run({ first, last }, this.price, limit - this.#bulge - moreBulge)) return false
    this.calendar.keep(first)
    this.#bulge += moreBulge
    return true
  }
}
