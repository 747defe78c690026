import type { Problem } from '../problem.ts'
import type { Micros } from '../time.ts'
import { weightedMiss } from './miss.ts'
import type { TimedBlock } from './steps.ts'

/** When things happen in one block. */
export interface BlockTimes {
  /** Starts of the cleans before the fills; more than one when the wait is longer than a window. */
  readonly cleanStarts: readonly Micros[]
  readonly fillStarts: readonly Micros[]
}

/** The line when a block is over: `slack` is the window that is left for waiting before the next clean. */
interface LineState {
  readonly time: Micros
  readonly slack: Micros
  /** Cleans that may still be spent on waiting: a tiny window and a far target would else fill the memory. */
  readonly spare: number
}

/** More than anybody would wait for, and few enough to hold. */
export const spareCleans = 2000

/** Moves fills later until none starts before `from` and none overlaps the one before. */
export const pushLater = (block: TimedBlock, starts: readonly Micros[], from: Micros): Micros[] => {
  let free = from
  return block.steps.map(({ lot, changeover }, k) => {
    const start = Math.max(starts[k] ?? 0, free + changeover)
    free = start + lot.fill
    return start
  })
}

/** Moves fills earlier until the last one ends by `until` and none overlaps the next. */
const pullEarlier = (block: TimedBlock, starts: readonly Micros[], until: Micros): Micros[] => {
  const pulled = [...starts]
  let limit = until
  for (let k = block.steps.length - 1; k >= 0; k--) {
    const step = block.steps[k]
    if (!step) continue
    pulled[k] = Math.min(pulled[k] ?? 0, limit - step.lot.fill)
    limit = (pulled[k] ?? 0) - step.changeover
  }
  return pulled
}

const endOf = (block: TimedBlock, starts: readonly Micros[]): Micros =>
  (starts.at(-1) ?? 0) + (block.steps.at(-1)?.lot.fill ?? 0)

const costOf = (block: TimedBlock, starts: readonly Micros[]): number =>
  block.steps.reduce((sum, { lot }, k) => sum + weightedMiss(lot, starts[k] ?? 0), 0)

/** First and last moment at which the clean before a block may end, with so many further cleans before it. */
const cleanEnds = (rules: Problem['rules'], line: LineState, further: number) => {
  const soonest = line.time + (further + 1) * rules.clean
  return { soonest, latest: soonest + line.slack + further * rules.window }
}

interface Opening {
  readonly starts: Micros[]
  readonly further: number
  readonly cleanEnd: Micros
}

/** The best starts in a block that opens (its clean ends) at that moment. */
const openedFrom = (block: TimedBlock, ideal: readonly Micros[], from: Micros): Micros[] =>
  pullEarlier(block, pushLater(block, ideal, from), from + block.room)

/**
 * The moments, not before `free`, at which a block had best open. Any of a span will do when the ideal starts fit into its
 * room. When they do not, the cost is convex over the span between the moment that suits the first fill and the one that
 * suits the last, and thirds of it are dropped.
 */
const bestOpenings = (block: TimedBlock, ideal: readonly Micros[], free: Micros): { from: Micros; until: Micros } => {
  const suitsFirst = Math.max(free, ideal[0] ?? free)
  const suitsLast = Math.max(free, endOf(block, ideal) - block.room)
  if (suitsLast <= suitsFirst) return { from: suitsLast, until: suitsFirst }
  const cost = (from: Micros) => costOf(block, openedFrom(block, ideal, from))
  let low = suitsFirst
  let high = suitsLast
  while (high - low > 2) {
    const third = Math.floor((high - low) / 3)
    if (cost(low + third) <= cost(high - third)) high -= third
    else low += third
  }
  const best = [low, Math.min(low + 1, high), high].reduce((a, b) => (cost(b) < cost(a) ? b : a))
  return { from: best, until: best }
}

/**
 * Chooses how many cleans stand before a block and when the last one ends. Between two numbers of cleans there may be a
 * hole: too long a wait for the window, too short for another clean. Then the block moves to the cheaper side of it.
 */
const openBlock = (rules: Problem['rules'], block: TimedBlock, ideal: readonly Micros[], line: LineState): Opening => {
  const { from, until } = bestOpenings(block, ideal, line.time + rules.clean)
  for (let further = 0; ; further++) {
    const { soonest, latest } = cleanEnds(rules, line, further)
    const starts = openedFrom(block, ideal, Math.min(Math.max(from, soonest), latest))
    const opening = { starts, further, cleanEnd: Math.min(starts[0] ?? latest, latest) }
    if (from <= latest || further === line.spare) return opening
    const next = cleanEnds(rules, line, further + 1).soonest
    if (next > until && costOf(block, starts) <= costOf(block, openedFrom(block, ideal, next))) return opening
  }
}

/** Spreads the wait over the old block and the empty ones: each clean comes as late as the window behind it allows. */
export const cleanTimes = (
  rules: Problem['rules'],
  line: Pick<LineState, 'time'>,
  { further, cleanEnd }: Pick<Opening, 'further' | 'cleanEnd'>,
): Micros[] => {
  const starts: Micros[] = []
  let start = cleanEnd - rules.clean
  for (let k = further; k >= 0; k--) {
    starts.unshift(start)
    // The clean before this one ends at most a window earlier, and never starts before the line is free.
    start = Math.max(start - rules.window - rules.clean, line.time + (k - 1) * rules.clean)
  }
  return starts
}

/**
 * Fits ideal start times into the windows of the blocks. Fills keep their order; only waiting changes. Block by block, from
 * the first to the last: the best for each block, given those before it, but not always the best that the order allows.
 */
export const fitWindows = (
  problem: Problem,
  blocks: readonly TimedBlock[],
  ideal: readonly (readonly Micros[])[],
): BlockTimes[] => {
  let line: LineState = { time: 0, slack: 0, spare: spareCleans }
  return blocks.map((block, at) => {
    const wished = ideal[at] ?? []
    if (!block.opensWithClean) {
      const fillStarts = pullEarlier(block, wished, block.room)
      const time = block.steps.length > 0 ? endOf(block, fillStarts) : 0
      line = { ...line, time, slack: block.room - time }
      return { cleanStarts: [], fillStarts }
    }
    const opening = openBlock(problem.rules, block, wished, line)
    const cleanStarts = cleanTimes(problem.rules, line, opening)
    const time = endOf(block, opening.starts)
    line = { time, slack: opening.cleanEnd + block.room - time, spare: line.spare - opening.further }
    return { cleanStarts, fillStarts: opening.starts }
  })
}
