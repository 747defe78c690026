import type { BestStarts } from '../bound/least-miss.ts'
import type { Problem } from '../problem.ts'
import type { Micros } from '../time.ts'
import { type BlockTimes, cleanTimes, pushLater, spareCleans } from './fit-windows.ts'
import type { TimedBlock } from './steps.ts'

/** A block whose lots each have a span to start in, and what that means whenever it opens (its clean ends). */
interface SpannedBlock {
  readonly block: TimedBlock
  readonly firsts: readonly Micros[]
  readonly load: Micros
  /** Soonest end. */
  readonly soonest: Micros
  /** Latest opening. */
  readonly last: Micros
}

/** The moments at which a block may open after so many cleans: any between the two. */
interface Openings {
  readonly from: Micros
  readonly until: Micros
  readonly cleans: number
  /** Cleans that may still be spent on waiting. */
  readonly spare: number
  readonly before?: Openings
}

/** More ways to open a block than this are not looked at. */
const mostWays = 20

/** Undefined when one lot starts too late because of another, whenever the block opens. */
const spanned = (block: TimedBlock, spans: readonly BestStarts[]): SpannedBlock | undefined => {
  let load = 0
  let soonest = Number.NEGATIVE_INFINITY
  let last = Number.POSITIVE_INFINITY
  const firsts: Micros[] = []
  for (const { index, lot, changeover } of block.steps) {
    const span = spans[index] as BestStarts
    const start = Math.max(soonest + changeover, span.first)
    if (start > span.last) return undefined
    last = Math.min(last, span.last - load - changeover)
    load += changeover + lot.fill
    soonest = start + lot.fill
    firsts.push(span.first)
  }
  return { block, firsts, load, soonest, last }
}

const endFrom = (open: Micros, { load, soonest }: SpannedBlock): Micros => Math.max(open + load, soonest)

/**
 * The ways to open a block after one way to open the block before it. A further clean is of use where the block waits for a
 * lot; where it does not, the clean may as well come after it.
 */
const waysAfter = (
  rules: Problem['rules'],
  [old, way]: readonly [SpannedBlock, Openings],
  next: SpannedBlock,
): Openings[] => {
  const ways: Openings[] = []
  const end = endFrom(way.from, old)
  const closes = way.until + old.block.room
  const least = next.soonest - next.block.room
  const fewest = Math.ceil((least - closes + rules.window) / (rules.clean + rules.window))
  for (let cleans = Math.max(1, fewest); cleans <= way.spare; cleans++) {
    const from = Math.max(end + cleans * rules.clean, least)
    const latest = closes + cleans * rules.clean + (cleans - 1) * rules.window
    const until = Math.min(latest, next.last)
    if (from > until) break
    ways.push({ from, until, cleans, spare: way.spare - cleans + 1, before: way })
    if (latest >= next.last || from + next.load >= next.soonest) break
  }
  return ways
}

/** Without those that allow no more than another. */
const widest = (ways: readonly Openings[]): Openings[] => {
  const kept: Openings[] = []
  for (const way of ways.toSorted((a, b) => a.from - b.from || b.until - a.until))
    if (way.until > (kept.at(-1)?.until ?? Number.NEGATIVE_INFINITY)) kept.push(way)
  return kept.slice(0, mostWays)
}

/** Before the first clean nobody waits. */
const nothing: SpannedBlock = {
  block: { steps: [], opensWithClean: false, room: 0 },
  firsts: [],
  load: 0,
  soonest: Number.NEGATIVE_INFINITY,
  last: 0,
}

/** As late as a block can open without ending later: who waits for a lot waits before the clean rather than in the window. */
const compact = ({ load, soonest }: SpannedBlock, { until }: Openings, least: Micros): Micros =>
  Math.max(least, Math.min(until, soonest - load))

/** Goes back from the last block; each one before it ends as soon as that allows. */
const timesOf = (rules: Problem['rules'], blocks: readonly SpannedBlock[], last: Openings): BlockTimes[] => {
  const times: BlockTimes[] = []
  let open = compact(blocks.at(-1) ?? nothing, last, last.from)
  let way = last
  for (let at = blocks.length - 1; at >= 0; at--) {
    const { block, firsts } = blocks[at] as SpannedBlock
    const fillStarts = pushLater(block, firsts, open)
    const old = blocks[at - 1] ?? nothing
    const further = way.cleans - 1
    const oldWay = way.before
    const cleanEnd = open
    if (!oldWay) times.push({ cleanStarts: [], fillStarts })
    else {
      const least = cleanEnd - old.block.room - way.cleans * rules.clean - further * rules.window
      open = compact(old, oldWay, Math.max(oldWay.from, least))
      const line = { time: endFrom(open, old) }
      times.push({ cleanStarts: cleanTimes(rules, line, { further, cleanEnd }), fillStarts })
      way = oldWay
    }
  }
  return times.reverse()
}

/**
 * The times of a sequence that ends soonest when every lot has to start in its span; undefined when there are none. Exact:
 * a block opens at any moment of a range, and with more cleans before it in a later range, so ranges are carried from
 * block to block.
 */
export const soonestTimes = (
  { rules }: Problem,
  blocks: readonly TimedBlock[],
  spans: readonly BestStarts[],
): BlockTimes[] | undefined => {
  const known: SpannedBlock[] = []
  for (const block of blocks) {
    const one = spanned(block, spans)
    if (!one) return undefined
    known.push(one)
  }
  const atOnce = { from: 0, until: 0, cleans: 0, spare: spareCleans }
  let old = nothing
  let ways: readonly Openings[] = [atOnce]
  for (const next of known) {
    if (next.block.opensWithClean) ways = widest(ways.flatMap((way) => waysAfter(rules, [old, way], next)))
    else if (next.last < 0 || next.soonest > next.block.room) return undefined
    if (ways.length === 0) return undefined
    old = next
  }
  // Of all ways the first opens soonest.
  return timesOf(rules, known, ways[0] as Openings)
}
