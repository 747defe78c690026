import type { Micros } from '../time.ts'
import type { Campaigns } from './campaigns.ts'
import { blankTimes, type Times, timeBlock } from './times.ts'

/** What a plan costs on the clock. */
export interface Score {
  /** Weighted micros outside targets. */
  miss: number
  /** End of the last fill. */
  end: Micros
}

const columns = ['begin', 'slackBefore', 'end', 'slack', 'miss', 'wait'] as const

/** The first and the last of the blocks whose lots were exchanged. */
export interface Touched {
  readonly first: number
  readonly last: number
}

/**
 * The campaigns on the clock. After a change blocks are timed again from the first that it touches, until the clock is as
 * before: then the rest is as before.
 */
export class Calendar {
  readonly kept: Score = { miss: 0, end: 0 }
  readonly tried: Score = { miss: 0, end: 0 }
  /** Times of the plan that counts; those of the one tried last. */
  readonly times: Times
  readonly #trial: Times
  readonly #campaigns: Campaigns
  /** Per block: waits and misses from it to the end. */
  readonly #waitFrom: Float64Array
  readonly #missFrom: Float64Array
  #stop = 0

  constructor(campaigns: Campaigns) {
    this.#campaigns = campaigns
    this.times = blankTimes(campaigns.size)
    this.#trial = blankTimes(campaigns.size)
    this.#waitFrom = new Float64Array(campaigns.size + 1)
    this.#missFrom = new Float64Array(campaigns.size + 1)
    this.run({ first: 0, last: campaigns.size - 1 }, 1, Number.POSITIVE_INFINITY)
    this.keep(0)
  }

  /** Times the plan from the first touched block on; false as soon as end + price × miss must exceed the limit. */
  run({ first, last }: Touched, price: number, limit: number): boolean {
    const { times, kept } = this
    const trial = this.#trial
    let time = times.begin[first] as number
    let slack = times.slackBefore[first] as number
    let miss = kept.miss
    for (let block = first; block < this.#campaigns.size; block++) {
      const shift = time - (times.begin[block] as number)
      if (block > last && shift === 0 && slack === times.slackBefore[block])
        return this.#settle(block, kept.end, miss, price, limit)
      if (block === last + 1 && this.#least(block, shift, miss, price) > limit) return false
      timeBlock(this.#campaigns, trial, block, time, slack)
      miss += (trial.miss[block] as number) - (times.miss[block] as number)
      time = trial.end[block] as number
      slack = trial.slack[block] as number
    }
    return this.#settle(this.#campaigns.size, time, miss, price, limit)
  }

  /** Makes the plan tried last the one that counts. */
  keep(first: number): void {
    for (const column of columns) {
      const from = this.#trial[column]
      const to = this.times[column]
      for (let block = first; block < this.#stop; block++) to[block] = from[block] as number
    }
    this.kept.miss = this.tried.miss
    this.kept.end = this.tried.end
    for (let block = this.#campaigns.size - 1; block >= 0; block--) {
      this.#waitFrom[block] = (this.#waitFrom[block + 1] as number) + (this.times.wait[block] as number)
      this.#missFrom[block] = (this.#missFrom[block + 1] as number) + (this.times.miss[block] as number)
    }
  }

  #settle(stop: number, end: Micros, miss: number, price: number, limit: number): boolean {
    this.#stop = stop
    this.tried.end = end
    this.tried.miss = miss
    return end + price * miss <= limit
  }

  /** The least that a plan can cost whose untouched rest comes by so much sooner or later. */
  #least(block: number, shift: Micros, miss: number, price: number): number {
    const later = shift > 0 ? Math.max(0, shift - (this.#waitFrom[block] as number)) : shift
    return this.kept.end + later + price * (shift < 0 ? miss - (this.#missFrom[block] as number) : miss)
  }
}
