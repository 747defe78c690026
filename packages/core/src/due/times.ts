import type { Micros } from '../time.ts'
import type { Campaigns } from './campaigns.ts'

/** When the blocks happen, one place per block. */
export interface Times {
  /** When the line is free for the block, before its clean. */
  readonly begin: Float64Array
  /** Window that the block before leaves for waiting before the clean. */
  readonly slackBefore: Float64Array
  readonly end: Float64Array
  readonly slack: Float64Array
  /** Weighted micros outside targets. */
  readonly miss: Float64Array
  readonly wait: Float64Array
  /** How much sooner and how much later the block may come before anything in it changes but the clock. */
  readonly sooner: Float64Array
  readonly later: Float64Array
}

export const blankTimes = (size: number): Times => {
  const column = () => new Float64Array(size)
  return {
    begin: column(),
    slackBefore: column(),
    end: column(),
    slack: column(),
    miss: column(),
    wait: column(),
    sooner: column(),
    later: column(),
  }
}

const empty = (campaigns: Campaigns, times: Times, block: number, begin: Micros, slackBefore: Micros): void => {
  const carried = block < campaigns.firstOpened
  times.end[block] = begin
  times.slack[block] = carried ? Math.max(0, campaigns.line.window - campaigns.usedBefore(block)) : slackBefore
  times.miss[block] = 0
  times.wait[block] = 0
  times.sooner[block] = Number.POSITIVE_INFINITY
  times.later[block] = Number.POSITIVE_INFINITY
}

/** Window of a block's own that a wait takes up. */
const ownShare = (wish: Micros, opening: boolean, slackBefore: Micros, slack: Micros): Micros =>
  opening ? Math.max(0, wish - slackBefore) : Math.min(wish, slack)

/**
 * Fills a block's lots one after the other and waits for target starts as long as the window allows. The wait before the
 * first lot moves before the clean as far as the old block has slack; a longer one is taken to clean once more. A quick
 * estimate of what `timeline` makes of the sequence.
 */
export const timeBlock = (
  campaigns: Campaigns,
  times: Times,
  block: number,
  begin: Micros,
  slackBefore: Micros,
): void => {
  const { fill, typeOf, targetStart, targetEnd, priority, changeover, clean, window } = campaigns.line
  const lots = campaigns.lots[block] as number[]
  times.begin[block] = begin
  times.slackBefore[block] = slackBefore
  if (lots.length === 0) {
    empty(campaigns, times, block, begin, slackBefore)
    return
  }
  let opening = block >= campaigns.firstOpened
  let time = begin + (opening ? clean : 0)
  let type = campaigns.typeBefore(block)
  let slack = Math.max(0, window - campaigns.usedBefore(block) - (campaigns.load[block] as number))
  let miss = 0
  let waited = 0
  let sooner = Number.POSITIVE_INFINITY
  let later = Number.POSITIVE_INFINITY
  for (const lot of lots) {
    if (type >= 0) time += changeover[type]?.[typeOf[lot] as number] as Micros
    const wish = (targetStart[lot] as number) - time
    sooner = Math.min(sooner, Math.max(0, -wish))
    if (wish > 0) {
      const own = ownShare(wish, opening, slackBefore, slack)
      const wait = opening ? wish : own
      // A wait that outlasts both windows cleans in between, and the block has all of its own window again.
      if (own <= slack) slack -= own
      miss += (wish - wait) * (priority[lot] as number)
      waited += wait
      time += wait
    }
    opening = false
    time += fill[lot] as number
    type = typeOf[lot] as number
    const spare = (targetEnd[lot] as number) - time
    miss += Math.max(0, -spare) * (priority[lot] as number)
    later = Math.min(later, spare)
  }
  times.end[block] = time
  times.slack[block] = slack
  times.miss[block] = miss
  times.wait[block] = waited
  times.sooner[block] = sooner
  times.later[block] = later
}
