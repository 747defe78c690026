import { check, Progress } from '@filling/contracts'
import { describe, expect, it } from 'vitest'
import { submissionOf } from '../test-database.ts'
import { reporterOf } from './progress.ts'
import { cellWriter, progressCell, readCell, type SearchState } from './progress-cell.ts'

const claim = { scheduleId: 1, epoch: 3, attempt: 2, stopRequested: false, job: submissionOf() }
const plan = { kind: 'planned', result: '{}', makespanHours: 100, lowerBoundHours: 99, optimal: false } as const
const state = (changes: Partial<SearchState>): SearchState => ({
  secondsAllowed: 30,
  stepsAllowed: Number.POSITIVE_INFINITY,
  steps: 0,
  found: undefined,
  ...changes,
})
const at = (elapsedMs: number) => {
  let calls = 0
  return reporterOf(claim, () => (calls++ === 0 ? 0 : elapsedMs))
}

describe('the cell between two threads', () => {
  it('says nothing before the thread has begun, and no plan before there is one', () => {
    const cell = progressCell()
    expect(readCell(cell)).toBeUndefined()
    cellWriter(cell).begin({ seconds: 30, steps: 7 })
    expect(readCell(cell)).toEqual({ secondsAllowed: 30, stepsAllowed: 7, steps: 0, found: undefined })
  })

  it('shows the newest and the steps in between', () => {
    const cell = progressCell()
    const writer = cellWriter(cell)
    writer.begin({ seconds: 30, steps: Number.POSITIVE_INFINITY })
    writer.found(190, 180)
    writer.found(188, 181)
    writer.step(5)
    expect(readCell(cell)).toMatchObject({ steps: 5, found: { makespanHours: 188, lowerBoundHours: 181 } })
  })

  it('does not wait for a writer that was ended in the middle', () => {
    const cell = progressCell()
    cellWriter(cell).begin({ seconds: 30, steps: 1 })
    Atomics.add(new Int32Array(cell, 0, 1), 0, 1)
    expect(readCell(cell)).toBeUndefined()
  })
})

describe('a report', () => {
  it.each([
    ['time', state({ found: { makespanHours: 100, lowerBoundHours: 90 } }), 50],
    ['steps, when they are further', state({ stepsAllowed: 10, steps: 8 }), 80],
    ['nothing before the thread has begun', undefined, 0],
    ['no limit', state({ secondsAllowed: Number.POSITIVE_INFINITY }), 0],
    ['a limit of nothing', state({ secondsAllowed: 0 }), 0],
    ['more than the limit', state({ secondsAllowed: 1 }), 99],
  ])('counts %s', (_name, seen, percent) => {
    const report = at(15_000).report(seen)
    expect(report.percent).toBe(percent)
    expect(check(Progress, report)).toMatchObject({ ok: true })
  })

  it.each([
    [{ makespanHours: 100, lowerBoundHours: 90 }, 90, 10],
    [{ makespanHours: 100, lowerBoundHours: 101 }, 100, 0],
    [{ makespanHours: 100, lowerBoundHours: Number.NEGATIVE_INFINITY }, 0, 100],
    [{ makespanHours: 0, lowerBoundHours: 0 }, 0, 0],
  ])('bounds %o', (found, lower_bound, gap_percent) => {
    const report = at(1).report(state({ found }))
    expect(report).toMatchObject({ makespan: found.makespanHours, lower_bound, gap_percent })
    expect(check(Progress, report)).toMatchObject({ ok: true })
  })

  it('is numbered upwards, and above every earlier attempt', () => {
    const reporter = at(1)
    const first = reporter.report(undefined)
    const last = reporter.last(plan, undefined)
    const before = reporterOf({ ...claim, epoch: 2 }, () => 0)
    for (let report = 0; report < 1_000_100; report += 1) before.report(undefined)
    expect(last.sequence).toBeGreaterThan(first.sequence)
    expect(first.sequence).toBeGreaterThan(before.report(undefined).sequence)
  })

  it('of the end says what the plan says', () => {
    expect(at(2_000).last(plan, state({ steps: 9 }))).toMatchObject({
      ...{ percent: 100, elapsed_seconds: 2, steps: 9, attempt: 2 },
      ...{ makespan: 100, lower_bound: 99, gap_percent: 1 },
    })
  })
})
