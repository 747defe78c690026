import type { Micros } from '../time.ts'
import { waitBefore } from '../timing/prompt-starts.ts'
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
}

export const blankTimes = (size: number): Times => {
  const column = () => new Float64Array(size)
  return { begin: column(), slackBefore: column(), end: column(), slack: column(), miss: column(), wait: column() }
}

const empty = (campaigns: Campaigns, times: Times, block: number, begin: Micros, slackBefore: Micros): void => {
  const carried = block < campaigns.firstOpened
  times.end[block] = begin
  times.slack[block] = carried ? Math.max(0, campaigns.line.window - campaigns.usedBefore(block)) : slackBefore
  times.miss[block] = 0
  times.wait[block] = 0
}

/**
 * Fills a block's lots one after the other and waits for target starts as long as windows allow, before the clean if that
 * will do. One way to time a sequence, and one that a line can really follow: `timeline` knows it too.
 */
export const timeBlock = (
  campaigns: Campaigns,
  times: Times,
  block: number,
  begin: Micros,
  slackBefore: Micros,
): void => {
  const { line } = campaigns
  times.begin[block] = begin
  times.slackBefore[block] = slackBefore
  const lots = campaigns.lots[block] as number[]
  if (lots.length === 0) {
    empty(campaigns, times, block, begin, slackBefore)
    return
  }
  const load = campaigns.load[block] as number
  const slack = Math.max(0, line.window - campaigns.usedBefore(block) - load)
  let open = begin
  let wait = 0
  if (block >= campaigns.firstOpened) {
    open += line.clean
    wait = Math.max(0, (campaigns.soonest[block] as number) - open - load)
    if (wait > 0) {
      const first = (line.targetStart[lots[0] as number] as number) - open
      open += waitBefore(line, wait - slack, Math.max(first, wait - slack, 0), slackBefore)
    }
  }
  const end = Math.max(open + load, campaigns.soonest[block] as number)
  const inside = end - open - load
  if (open > (campaigns.last[block] as number) || inside > slack) {
    timeLots(campaigns, times, block, open, slack)
    times.wait[block] = (times.end[block] as number) - load - begin - (block >= campaigns.firstOpened ? line.clean : 0)
    return
  }
  times.end[block] = end
  times.slack[block] = slack - inside
  times.miss[block] = 0
  times.wait[block] = wait
}

/** Lot by lot, where not all can be on time. */
const timeLots = (campaigns: Campaigns, times: Times, block: number, open: Micros, window: Micros): void => {
  const { fill, typeOf, targetStart, targetEnd, priority, changeover } = campaigns.line
  let time = open
  let slack = window
  let type = campaigns.typeBefore(block)
  let miss = 0
  for (const lot of campaigns.lots[block] as number[]) {
    if (type >= 0) time += changeover[type]?.[typeOf[lot] as number] as Micros
    const wish = Math.max(0, (targetStart[lot] as number) - time)
    const wait = Math.min(wish, slack)
    slack -= wait
    time += wait + (fill[lot] as number)
    type = typeOf[lot] as number
    miss += (wish - wait + Math.max(0, time - (targetEnd[lot] as number))) * (priority[lot] as number)
  }
  times.end[block] = time
  times.slack[block] = slack
  times.miss[block] = miss
}
