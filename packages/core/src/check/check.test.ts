import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Activity, Plan } from '../plan.ts'
import type { Problem } from '../problem.ts'
import { strategies } from '../strategies/registry.ts'
import { jobs, problemOf, problems } from '../testing/jobs.ts'
import { searchFor } from '../testing/search.ts'
import { fromHours } from '../time.ts'
import { check } from './check.ts'

const planOf = (problem: Problem): Plan => strategies['smart-pack'].solve(problem, searchFor(2)).plan

/** Ways to spoil activities at a place; each gives a list that breaks a rule, or the same list. */
const spoilers: readonly ((activities: readonly Activity[], at: number) => readonly Activity[])[] = [
  // Left out, or done twice.
  (list, at) => list.toSpliced(at, 1),
  (list, at) => list.toSpliced(at, 0, list[at]!),
  // A microsecond longer, with everything after it moved along.
  (list, at) =>
    list.map((one, k) => (k < at ? one : { ...one, start: one.start + (k > at ? 1 : 0), end: one.end + 1 })),
  // A gap, and an overlap.
  (list, at) => list.map((one, k) => (k < at ? one : { ...one, start: one.start + 1, end: one.end + 1 })),
  (list, at) => list.map((one, k) => (k === at ? { ...one, start: one.start - 1 } : one)),
  // Something else than it says.
  (list, at) => list.map((one, k) => (k === at ? { kind: 'idle', start: one.start, end: one.end } : one)),
  (list, at) =>
    list.map((one, k) => (k === at && one.kind !== 'clean' ? { kind: 'clean', start: one.start, end: one.end } : one)),
  (list, at) => list.map((one, k) => (k === at && one.kind === 'fill' ? { ...one, lot: one.lot + 1 } : one)),
  (list, at) => list.map((one, k) => (k === at && one.kind === 'changeover' ? { ...one, to: one.to + 1 } : one)),
  // Exchanged with its neighbour.
  (list, at) => {
    const next = list[at + 1]
    return next
      ? list
          .with(at, { ...next, start: list[at]!.start, end: list[at]!.start + next.end - next.start })
          .with(at + 1, { ...list[at]!, start: list[at]!.start + next.end - next.start, end: next.end })
      : list
  },
]

/** Where the line waits, other things may change places and the plan is as right as before. */
const reordersWaiting = (before: readonly Activity[], after: readonly Activity[]): boolean =>
  before.length === after.length && before.some(({ kind }) => kind === 'idle')

/** What takes no time may be left out or moved, and the plan is as right as before. */
const everythingTakesTime = ({ rules }: Problem): boolean =>
  rules.clean > 0 && rules.changeover.every((row) => Array.from(row).every((time) => time > 0))

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

describe('the checker', () => {
  it('finds something wrong with every plan that was spoiled at random', () => {
    const spoiled = problems(10).chain((problem) =>
      fc.record({ problem: fc.constant(problem), place: fc.nat(), how: fc.constantFrom(...spoilers) }),
    )
    fc.assert(
      fc.property(spoiled, ({ problem, place, how }) => {
        fc.pre(everythingTakesTime(problem))
        const plan = planOf(problem)
        const activities = how(plan.activities, place % plan.activities.length)
        // An exchange of equal neighbours changes nothing.
        fc.pre(!isSame(activities, plan.activities) && !reordersWaiting(plan.activities, activities))
        expect(check(problem, plan)).toEqual([])
        expect(check(problem, { ...plan, activities })).not.toEqual([])
      }),
      { numRuns: 500 },
    )
  })

  it.each(['makespan', 'targetMiss', 'changeovers'] as const)('does not believe a wrong %s', (claim) => {
    fc.assert(
      fc.property(problems(6), (problem) => {
        const plan = planOf(problem)
        expect(check(problem, { ...plan, [claim]: plan[claim] + 1 + Math.abs(plan[claim]) })).toHaveLength(1)
      }),
      { numRuns: 30 },
    )
  })

  const config = { changeover_matrix: { A: { A: 4, B: null }, B: { A: 8, B: 4 } } }
  const lot = (id: string, type: string, hours: number) => ({ lot_id: id, lot_type: type, vials: 1, fill_hours: hours })
  const problem = problemOf({ lots: [lot('1', 'A', 100), lot('2', 'B', 30)], config })

  /** A plan from durations in hours, with the claims that belong to it. */
  const plan = (...steps: readonly [kind: Activity['kind'], hours: number, a?: number, b?: number][]): Plan => {
    let now = 0
    const activities = steps.map(([kind, hours, a, b]): Activity => {
      const start = now
      now += fromHours(hours)
      const span = { start, end: now }
      if (kind === 'fill') return { kind, ...span, lot: a! }
      return kind === 'changeover' ? { kind, ...span, from: a!, to: b! } : { kind, ...span }
    })
    const changeovers = steps.filter(([kind]) => kind === 'changeover').length
    const sequence = [steps.flatMap(([kind, , a]) => (kind === 'fill' ? [a!] : []))]
    return { sequence, activities, makespan: now, targetMiss: 0, changeovers }
  }

  it('accepts a clean as the way round a forbidden changeover', () => {
    expect(check(problem, plan(['clean', 24], ['fill', 100, 0], ['clean', 24], ['fill', 30, 1]))).toEqual([])
  })

  it.each([
    [
      'a window that is too long',
      plan(['clean', 24], ['fill', 30, 1], ['changeover', 8, 1, 0], ['fill', 100, 0]),
      /138 h after the clean/,
    ],
    [
      'a forbidden changeover',
      plan(['clean', 24], ['fill', 100, 0], ['changeover', 8, 0, 1], ['fill', 30, 1]),
      /the changeover A → B is forbidden/,
    ],
    ['a missing opening clean', plan(['fill', 100, 0], ['clean', 24], ['fill', 30, 1]), /open with a clean/],
    ['a missing changeover', plan(['clean', 24], ['fill', 30, 1], ['fill', 100, 0]), /no changeover/],
    ['a lot that is missing', plan(['clean', 24], ['fill', 100, 0]), /lot 2 is filled 0 times/],
    [
      'waiting for nothing',
      plan(['clean', 24], ['idle', 1], ['fill', 100, 0], ['clean', 24], ['fill', 30, 1]),
      /waits/,
    ],
    [
      'a clean at the end',
      plan(['clean', 24], ['fill', 100, 0], ['clean', 24], ['fill', 30, 1], ['clean', 24]),
      /end with a fill/,
    ],
    ['a short clean', plan(['clean', 24], ['fill', 100, 0], ['clean', 23], ['fill', 30, 1]), /lasts 23 h/],
  ])('names %s', (_, spoiled, text) => {
    expect(check(problem, spoiled).join('\n')).toMatch(text)
  })

  it('counts the window that the line has used already, and the lots in a block', () => {
    const tight = problemOf({
      lots: [lot('1', 'A', 10), lot('2', 'A', 10)],
      config: { initial_state: { window_used_hours: 100, last_lot_type: 'A' }, max_lots_per_block: 1 },
    })
    const over = plan(['changeover', 4, 0, 0], ['fill', 10, 0], ['changeover', 4, 0, 0], ['fill', 10, 1])
    expect(check(tight, over).join()).toMatch(/128 h after the clean.*one too many/)
    const right = plan(['changeover', 4, 0, 0], ['fill', 10, 0], ['clean', 24], ['fill', 10, 1])
    expect(check(tight, right)).toEqual([])
  })

  it('rejects a miss of a hard target that it accepts of a wish', () => {
    fc.assert(
      fc.property(jobs(5, true).map(problemOf), (wishes) => {
        const made = planOf(wishes)
        fc.pre(made.targetMiss > 0)
        const hard = { ...wishes, rules: { ...wishes.rules, hardTargets: true } }
        expect(check(hard, made).join()).toMatch(/outside its hard target/)
      }),
      { numRuns: 50 },
    )
  })
})
