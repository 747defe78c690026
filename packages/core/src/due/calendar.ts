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

const columns = ['begin', 'slackBefore', 'end', 'slack', 'miss', 'wait', 'sooner', 'later'] as const

/** Blocks whose lots were exchanged: the first and the last of them, or all in between as well. */
export interface Touched {
  first: number
  last: number
  between: boolean
}

/**
 * The campaigns on the clock. After a change only the blocks that feel it are timed again: one that merely comes sooner or
 * later keeps its course as long as its targets allow, and once the clock is as before the rest is as before.
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
    this.run({ first: 0, last: campaigns.size - 1, between: true }, 1, Number.POSITIVE_INFINITY)
    this.keep(0)
  }

  /** Times the plan from the first touched block on; false as soon as end + price × miss must exceed the limit. */
  run({ first, last, between }: Touched, price: number, limit: number): boolean {
    const { times, kept } = this
    const trial = this.#trial
    let time = times.begin[first] as number
    let slack = times.slackBefore[first] as number
    let miss = kept.miss
    for (let block = first; block < this.#campaigns.size; block++) {
      const touched = block === first || block === last || (between && block < last)
      const shift = time - (times.begin[block] as number)
      if (block > last && shift === 0 && slack === times.slackBefore[block])
        return this.#settle(block, kept.end, miss, price, limit)
      if (block === last + 1 && this.#least(block, shift, miss, price) > limit) return false
      if (!touched && this.#follows(block, shift, slack)) time += this.#length(block)
      else {
        timeBlock(this.#campaigns, trial, block, time, slack)
        miss += (trial.miss[block] as number) - (times.miss[block] as number)
        time = trial.end[block] as number
      }
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

  #length(block: number): Micros {
    return (this.times.end[block] as number) - (this.times.begin[block] as number)
  }

  /** Takes the course of a block over when nothing in it changes but the clock. */
  #follows(block: number, shift: Micros, slackBefore: Micros): boolean {
    const { times } = this
    const trial = this.#trial
    const same =
      times.wait[block] === 0 &&
      times.miss[block] === 0 &&
      -shift <= (times.sooner[block] as number) &&
      shift <= (times.later[block] as number) &&
      (this.#campaigns.lots[block] as number[]).length > 0
    if (!same) return false
    trial.begin[block] = (times.begin[block] as number) + shift
    trial.end[block] = (times.end[block] as number) + shift
    trial.sooner[block] = (times.sooner[block] as number) + shift
    trial.later[block] = (times.later[block] as number) - shift
    trial.slackBefore[block] = slackBefore
    trial.slack[block] = times.slack[block] as number
    trial.miss[block] = 0
    trial.wait[block] = 0
    return true
  }
}
