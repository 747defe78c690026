import { better } from '../better.ts'
import { type BestStarts, bestStarts } from '../bound/least-miss.ts'
import type { Activity, Plan, Sequence } from '../plan.ts'
import type { Problem } from '../problem.ts'
import type { Micros } from '../time.ts'
import { type BlockTimes, fitWindows } from './fit-windows.ts'
import { idealStarts } from './ideal-starts.ts'
import { totalMiss } from './miss.ts'
import { promptStarts } from './prompt-starts.ts'
import { soonestTimes } from './soonest-times.ts'
import { type TimedBlock, timedBlocks } from './steps.ts'

/** Starts of the fills when nothing ever waits, block by block. */
const nonstopStarts = (problem: Problem, blocks: readonly TimedBlock[]): Micros[][] => {
  let free = 0
  return blocks.map((block) => {
    if (block.opensWithClean) free += problem.rules.clean
    return block.steps.map(({ lot, changeover }) => {
      const start = free + changeover
      free = start + lot.fill
      return start
    })
  })
}

/** Waits where they bring hours into targets: first as if no window ended, then block by block as windows allow. */
const blockTimes = (problem: Problem, blocks: readonly TimedBlock[]): BlockTimes[] => {
  const nonstop = nonstopStarts(problem, blocks)
  const lots = blocks.flatMap((block) => block.steps.map((step) => step.lot))
  const ideal = idealStarts(lots, nonstop.flat())
  let taken = 0
  const perBlock = blocks.map((block) => {
    taken += block.steps.length
    return ideal.slice(taken - block.steps.length, taken)
  })
  return fitWindows(problem, blocks, perBlock)
}

/** Spans that allow these starts as well: a lot that starts between its best and this one misses no more than with this one. */
const widened = (
  spans: readonly BestStarts[],
  blocks: readonly TimedBlock[],
  starts: readonly (readonly Micros[])[],
): BestStarts[] => {
  const wider = [...spans]
  for (const [at, { steps }] of blocks.entries())
    for (const [k, { index }] of steps.entries()) {
      const { first, last } = spans[index] as BestStarts
      const start = starts[at]?.[k] ?? first
      wider[index] = { first: Math.min(first, start), last: Math.max(last, start) }
    }
  return wider
}

/** Writes one activity after the other and fills every gap with waiting. */
class Tape {
  readonly activities: Activity[] = []
  readonly starts: Float64Array
  changeovers = 0
  now: Micros = 0
  readonly #problem: Problem
  /** What the line carries; undefined = clean. */
  #type: number | undefined

  constructor(problem: Problem) {
    this.#problem = problem
    this.#type = problem.initial?.lastType
    this.starts = new Float64Array(problem.lots.length)
  }

  clean(notBefore: Micros): void {
    this.#waitUntil(notBefore)
    this.#add({ kind: 'clean', start: this.now, end: this.now + this.#problem.rules.clean })
    this.#type = undefined
  }

  /** Fills a lot, after its changeover if the line needs one. */
  fill(index: number, notBefore: Micros): void {
    const lot = this.#problem.lots[index]
    if (!lot) throw new RangeError(`There is no lot ${index}`)
    if (this.#type !== undefined) this.#changeover(this.#type, lot.type)
    this.#waitUntil(notBefore)
    this.starts[index] = this.now
    this.#add({ kind: 'fill', start: this.now, end: this.now + lot.fill, lot: index })
    this.#type = lot.type
  }

  /** A changeover of no duration is no activity. */
  #changeover(from: number, to: number): void {
    const duration = this.#problem.rules.changeover[from]?.[to] ?? 0
    if (duration === 0) return
    this.#add({ kind: 'changeover', start: this.now, end: this.now + duration, from, to })
    this.changeovers += 1
  }

  #waitUntil(time: Micros): void {
    if (time > this.now) this.#add({ kind: 'idle', start: this.now, end: time })
  }

  #add(activity: Activity): void {
    this.activities.push(activity)
    this.now = activity.end
  }
}

const atOnce: readonly Micros[] = [0]

const planAt = (problem: Problem, sequence: Sequence, times?: readonly BlockTimes[]): Plan => {
  const carried = problem.initial !== undefined
  const tape = new Tape(problem)
  for (const [at, block] of sequence.entries()) {
    const { cleanStarts, fillStarts } = times?.[at] ?? {
      cleanStarts: carried && at === 0 ? [] : atOnce,
      fillStarts: [],
    }
    for (const start of cleanStarts) tape.clean(start)
    for (let k = 0; k < block.length; k++) tape.fill(block[k] as number, fillStarts[k] ?? 0)
  }
  const { activities, starts, changeovers, now: makespan } = tape
  return { sequence, activities, makespan, targetMiss: totalMiss(problem, (lot) => starts[lot] ?? 0), changeovers }
}

/**
 * Where every lot can miss as little as it must, no times end sooner. Where not, two ways to give something up compete:
 * the best block by block, and every block as soon as the line is free.
 */
const planOf = (problem: Problem, given: Sequence): Plan => {
  const carried = problem.initial !== undefined
  const sequence = given.filter((block, at) => block.length > 0 || (carried && at === 0))
  if (!problem.hasTargets) return planAt(problem, sequence)
  const blocks = timedBlocks(problem, sequence)
  const spans = problem.lots.map((lot) => bestStarts(problem, lot))
  const onTime = soonestTimes(problem, blocks, spans)
  if (onTime) return planAt(problem, sequence, onTime)
  const plan = planAt(problem, sequence, blockTimes(problem, blocks))
  const prompt = soonestTimes(problem, blocks, widened(spans, blocks, promptStarts(problem, blocks)))
  return prompt ? better(plan, planAt(problem, sequence, prompt)) : plan
}

/**
 * Puts a sequence on the clock, waiting only where that brings hours into targets. The rules are not judged here. What the
 * line carries in may end too soon to wait for a target: then the plan cleans first, and its carried block is empty.
 */
export const timeline = (problem: Problem, sequence: Sequence): Plan => {
  const plan = planOf(problem, sequence)
  const carries = problem.initial !== undefined && (sequence[0] ?? []).length > 0
  return carries && plan.targetMiss > 0 ? better(plan, planOf(problem, [[], ...sequence])) : plan
}
