import { better } from '../better.ts'
import type { Activity, Plan, Sequence } from '../plan.ts'
import type { Problem } from '../problem.ts'
import type { Micros } from '../time.ts'
import { type BlockTimes, fitWindows } from './fit-windows.ts'
import { idealStarts } from './ideal-starts.ts'
import { totalMiss } from './miss.ts'
import { type TimedBlock, timedBlocks } from './steps.ts'

/** When nothing ever waits, block by block. */
const nonstopTimes = (problem: Problem, blocks: readonly TimedBlock[]): BlockTimes[] => {
  let free = 0
  return blocks.map((block) => {
    const cleanStarts = block.opensWithClean ? [free] : []
    if (block.opensWithClean) free += problem.rules.clean
    const fillStarts = block.steps.map(({ lot, changeover }) => {
      const start = free + changeover
      free = start + lot.fill
      return start
    })
    return { cleanStarts, fillStarts }
  })
}

/** Waiting costs line time, so without targets nothing waits; with them waits bring hours into targets. */
const blockTimes = (problem: Problem, blocks: readonly TimedBlock[]): BlockTimes[] => {
  const nonstop = nonstopTimes(problem, blocks)
  if (!problem.hasTargets) return nonstop
  const lots = blocks.flatMap((block) => block.steps.map((step) => step.lot))
  const ideal = idealStarts(
    lots,
    nonstop.flatMap(({ fillStarts }) => fillStarts),
  )
  let taken = 0
  const perBlock = blocks.map((block) => {
    taken += block.steps.length
    return ideal.slice(taken - block.steps.length, taken)
  })
  return fitWindows(problem, blocks, perBlock)
}

/** Writes one activity after the other and fills every gap with waiting. */
class Tape {
  readonly activities: Activity[] = []
  now: Micros = 0

  waitUntil(time: Micros): void {
    if (time > this.now) this.#add({ kind: 'idle', start: this.now, end: time })
  }

  clean(duration: Micros): void {
    this.#add({ kind: 'clean', start: this.now, end: this.now + duration })
  }

  /** A changeover of no duration is no activity. */
  changeover(from: number, to: number, duration: Micros): void {
    if (duration > 0) this.#add({ kind: 'changeover', start: this.now, end: this.now + duration, from, to })
  }

  fill(lot: number, duration: Micros): void {
    this.#add({ kind: 'fill', start: this.now, end: this.now + duration, lot })
  }

  #add(activity: Activity): void {
    this.activities.push(activity)
    this.now = activity.end
  }
}

const record = (tape: Tape, problem: Problem, block: TimedBlock, times: BlockTimes): void => {
  for (const start of times.cleanStarts) {
    tape.waitUntil(start)
    tape.clean(problem.rules.clean)
  }
  for (const [k, { index, lot, from, changeover }] of block.steps.entries()) {
    if (from !== undefined) tape.changeover(from, lot.type, changeover)
    tape.waitUntil(times.fillStarts[k] ?? 0)
    tape.fill(index, lot.fill)
  }
}

const planOf = (problem: Problem, sequence: Sequence): Plan => {
  const blocks = timedBlocks(problem, sequence)
  const times = blockTimes(problem, blocks)
  const tape = new Tape()
  const starts = new Float64Array(problem.lots.length)
  for (const [at, block] of blocks.entries()) {
    const blockTime = times[at] as BlockTimes
    record(tape, problem, block, blockTime)
    for (const [k, { index }] of block.steps.entries()) starts[index] = blockTime.fillStarts[k] ?? 0
  }
  return {
    sequence: blocks.map((block) => block.steps.map((step) => step.index)),
    activities: tape.activities,
    makespan: tape.now,
    targetMiss: totalMiss(problem, (lot) => starts[lot] ?? 0),
    changeovers: tape.activities.filter((activity) => activity.kind === 'changeover').length,
  }
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
