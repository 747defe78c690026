import type { rotate, swap } from './arrange.ts'
import { Calendar } from './calendar.ts'
import type { Campaigns } from './campaigns.ts'

/** Makes a change of a plan if it does not rise above a limit, and else leaves everything as it was. */
export class Changes {
  readonly campaigns: Campaigns
  readonly calendar: Calendar
  /** What a weighted micro outside targets counts; it may change as the search goes on. */
  price = 1
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

  /** Gives two blocks other lots, or one of them when both are the same. */
  refill(a: number, lotsA: number[], b: number, lotsB: number[], limit: number): boolean {
    const { campaigns } = this
    const { lots, bulge } = campaigns
    const [oldA, oldB] = [lots[a] as number[], lots[b] as number[]]
    campaigns.setAside(a, 0)
    campaigns.setAside(b, 1)
    const before = (bulge[a] as number) + (bulge[b] as number)
    lots[a] = lotsA
    lots[b] = lotsB
    if (campaigns.measure(a) && campaigns.measure(b)) {
      const more = ((bulge[a] as number) + (bulge[b] as number) - before) / (a === b ? 2 : 1)
      if (this.#settles(Math.min(a, b), Math.max(a, b), more, limit)) {
        campaigns.locate(a)
        campaigns.locate(b)
        return true
      }
    }
    lots[a] = oldA
    lots[b] = oldB
    campaigns.putBack(a, 0)
    campaigns.putBack(b, 1)
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
