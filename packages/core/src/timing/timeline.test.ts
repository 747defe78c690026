import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { check } from '../check/check.ts'
import type { Problem } from '../problem.ts'
import { cutIntoBlocks } from '../strategies/cut.ts'
import { atHour, jobs, problemOf, problems } from '../testing/jobs.ts'
import { fromHours } from '../time.ts'
import { idealStarts } from './ideal-starts.ts'
import { weightedMiss } from './miss.ts'
import { timeline } from './timeline.ts'

const shuffled = (problem: Problem) =>
  fc.shuffledSubarray([...problem.lots.keys()], { minLength: problem.lots.length, maxLength: problem.lots.length })

const withOrder = (all: fc.Arbitrary<Problem>) =>
  all.chain((problem) => fc.record({ problem: fc.constant(problem), order: shuffled(problem) }))

describe('cutting an order into blocks', () => {
  it('gives a valid plan for any order', () => {
    fc.assert(
      fc.property(withOrder(problems(12)), ({ problem, order }) => {
        const sequence = cutIntoBlocks(problem, order)
        expect(sequence.flat()).toEqual(order)
        expect(check(problem, timeline(problem, sequence))).toEqual([])
      }),
      { numRuns: 800 },
    )
  })

  it('finds the cheapest places for cleans among all of them', () => {
    const blocksOf = (problem: Problem, order: readonly number[], cuts: number): number[][] => {
      const blocks: number[][] = [[]]
      for (const [at, lot] of order.entries()) {
        if (cuts & (1 << at) && (at > 0 || problem.initial)) blocks.push([])
        blocks.at(-1)?.push(lot)
      }
      return blocks
    }
    const all = (problem: Problem, order: readonly number[]): number => {
      const plans = Array.from({ length: 1 << order.length }, (_, cuts) =>
        timeline(problem, blocksOf(problem, order, cuts)),
      )
      return Math.min(...plans.filter((plan) => check(problem, plan).length === 0).map((plan) => plan.makespan))
    }
    fc.assert(
      fc.property(withOrder(jobs(6, false).map(problemOf)), ({ problem, order }) => {
        expect(timeline(problem, cutIntoBlocks(problem, order)).makespan).toBe(all(problem, order))
      }),
      { numRuns: 150 },
    )
  })
})

describe('waiting', () => {
  const lot = (at: number, [fill, from, length, priority]: readonly [number, number, number, number]) => ({
    id: `L${at}`,
    type: 0,
    vials: 1,
    fill,
    targetStart: from,
    targetEnd: from + length,
    priority,
  })

  /** The least cost over every whole delay of every lot. */
  const tryAll = (lots: readonly ReturnType<typeof lot>[], at: number, free: number, horizon: number): number => {
    const next = lots[at]
    if (!next) return 0
    let best = Number.POSITIVE_INFINITY
    for (let start = free; start <= horizon; start++)
      best = Math.min(best, weightedMiss(next, start) + tryAll(lots, at + 1, start + next.fill, horizon + next.fill))
    return best
  }

  it('is placed where it brings the most weighted time into targets', () => {
    const small = fc.tuple(
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: -2, max: 8 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 3 }),
    )
    fc.assert(
      fc.property(fc.array(small, { minLength: 1, maxLength: 4 }), (rows) => {
        const lots = rows.map((row, at) => lot(at, row))
        const earliest = lots.map((_, at) => lots.slice(0, at).reduce((sum, one) => sum + one.fill, 0))
        const starts = idealStarts(lots, earliest)
        const cost = lots.reduce((sum, one, at) => sum + weightedMiss(one, starts[at]!), 0)
        expect(cost).toBe(tryAll(lots, 0, 0, 12))
        for (const [at, start] of starts.entries())
          expect(start).toBeGreaterThanOrEqual(at === 0 ? 0 : starts[at - 1]! + lots[at - 1]!.fill)
      }),
      { numRuns: 300 },
    )
  })

  /** The least cost of a block that opens then and closes so many hours later, over every whole hour of every lot. */
  const tryBlock = (problem: Problem, at: number, free: number, until: number): number => {
    const next = problem.lots[at]
    if (!next) return 0
    let best = Number.POSITIVE_INFINITY
    for (let start = free; start + next.fill <= until; start += fromHours(1)) {
      const rest = tryBlock(problem, at + 1, start + next.fill, until)
      best = Math.min(best, weightedMiss(next, start) + rest)
    }
    return best
  }

  it('moves a block whose targets are further apart than its window to where that costs least', () => {
    const hours = { clean: 3, window: 8 }
    const row = fc
      .record({ fill: fc.integer({ min: 1, max: 3 }), start: fc.integer({ min: 0, max: 30 }), slack: fc.nat(5) })
      .map(({ fill, start, slack }) => ({
        ...{ lot_type: 'A', vials: 1, fill_hours: fill },
        ...{ target_start: atHour(start), target_end: atHour(start + fill + slack) },
      }))
    const config = { clean_hours: hours.clean, window_hours: hours.window, changeover_same_hours: 0 }
    fc.assert(
      fc.property(row, row, fc.integer({ min: 1, max: 3 }), (first, second, priority) => {
        const lots = [
          { lot_id: 'A', ...first, priority },
          { lot_id: 'B', ...second },
        ]
        const problem = problemOf({ lots, config })
        let best = Number.POSITIVE_INFINITY
        for (let further = 0; further < 4; further++)
          for (let wait = 0; wait <= further * hours.window; wait++) {
            const opens = fromHours((further + 1) * hours.clean + wait)
            best = Math.min(best, tryBlock(problem, 0, opens, opens + fromHours(hours.window)))
          }
        expect(timeline(problem, [[0, 1]]).targetMiss).toBe(best)
      }),
      { numRuns: 200 },
    )
  })

  it('never happens without targets', () => {
    fc.assert(
      fc.property(withOrder(jobs(8, false).map(problemOf)), ({ problem, order }) => {
        const { activities } = timeline(problem, cutIntoBlocks(problem, order))
        expect(activities.some(({ kind }) => kind === 'idle')).toBe(false)
      }),
    )
  })

  it('cleans again when a wait is longer than the window', () => {
    const row = {
      lot_id: 'A1',
      lot_type: 'A',
      vials: 1,
      fill_hours: 10,
      target_start: atHour(1000),
      target_end: atHour(1010),
    }
    const problem = problemOf({ lots: [row], config: {} })
    const plan = timeline(problem, [[0]])
    expect(check(problem, plan)).toEqual([])
    expect(plan.targetMiss).toBe(0)
    expect(plan.makespan).toBe(fromHours(1010))
  })

  it('never uses the tolerance of the window', () => {
    const blocksOf = (problem: Problem) => {
      const blocks = [{ idle: 0, used: problem.initial?.windowUsed ?? 0 }]
      for (const { kind, start, end } of timeline(problem, cutIntoBlocks(problem, [...problem.lots.keys()])).activities)
        if (kind === 'clean') blocks.push({ idle: 0, used: 0 })
        else {
          const block = blocks.at(-1)!
          block.used += end - start
          if (kind === 'idle') block.idle += end - start
        }
      return blocks
    }
    fc.assert(
      fc.property(jobs(4, true).map(problemOf), (problem) => {
        for (const { idle, used } of blocksOf(problem))
          if (idle > 0) expect(used).toBeLessThanOrEqual(problem.rules.window)
      }),
      { numRuns: 500 },
    )
  })

  it('cleans a line that is clean already when its window ends before the target', () => {
    const row = { lot_id: 'A1', lot_type: 'A', vials: 1, fill_hours: 10 }
    const target = { target_start: atHour(200), target_end: atHour(250) }
    const problem = problemOf({ lots: [{ ...row, ...target }], config: { initial_state: { window_used_hours: 0 } } })
    const plan = timeline(problem, [[0]])
    expect(check(problem, plan)).toEqual([])
    expect(plan).toMatchObject({ sequence: [[], [0]], targetMiss: 0, makespan: fromHours(210) })
  })

  it('never misses more on a line that is clean already than on one that has to be cleaned', () => {
    fc.assert(
      fc.property(withOrder(jobs(1, true).map(problemOf)), ({ problem: { initial: _, ...dirty }, order }) => {
        const fresh = { ...dirty, initial: { windowUsed: 0 } }
        const miss = timeline(dirty, [order]).targetMiss
        expect(timeline(fresh, [order]).targetMiss).toBeLessThanOrEqual(miss)
      }),
      { numRuns: 500 },
    )
  })

  it('gives up the cheaper side when two targets of a block are further apart than its window', () => {
    const row = (id: string, type: string, fill: number, more: object) => ({
      lot_id: id,
      lot_type: type,
      vials: 1,
      fill_hours: fill,
      ...more,
    })
    const lots = [
      row('L0', 'B', 4, { priority: 0.5, target_end: atHour(12) }),
      row('L1', 'B', 5, { target_start: atHour(16) }),
      row('L2', 'A', 2, { priority: 2, target_start: atHour(12), target_end: atHour(16) }),
      row('L3', 'B', 1, { target_start: atHour(28) }),
    ]
    const config = { clean_hours: 3, window_hours: 6, changeover_same_hours: 1, changeover_diff_hours: 0 }
    const plan = timeline(problemOf({ lots, config }), [[0], [1], [2, 3]])
    expect(plan.targetMiss).toBeLessThanOrEqual(fromHours(19))
    expect(plan.makespan).toBeLessThanOrEqual(fromHours(24))
  })

  it('gives up a target that would need more cleans than a plan may hold', () => {
    const row = { lot_id: 'A1', lot_type: 'A', vials: 1, fill_hours: 0.001, target_start: atHour(90_000) }
    const problem = problemOf({ lots: [row], config: { window_hours: 0.01, clean_hours: 0.01 } })
    const plan = timeline(problem, [[0]])
    expect(check(problem, plan)).toEqual([])
    expect(plan.activities.length).toBeLessThan(10_000)
  })
})
