import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { check } from '../check/check.ts'
import { Dice, drawTolerance } from '../random.ts'
import { jobs, problemOf } from '../testing/jobs.ts'
import { timeline } from '../timing/timeline.ts'
import { Calendar } from './calendar.ts'
import { Campaigns } from './campaigns.ts'
import { Changes } from './changes.ts'
import { dispatch } from './dispatch.ts'
import { lineOf } from './line.ts'
import { Moves } from './moves.ts'

const slopes = { block: 0.5, type: 0.7 }

describe('moves over campaigns', () => {
  it('keep the clock right, however few blocks they time again', () => {
    fc.assert(
      fc.property(jobs(14, true).map(problemOf), fc.nat(1000), (problem, seed) => {
        const line = lineOf(problem)
        const dice = new Dice(seed)
        const campaigns = new Campaigns(line, dispatch(line), slopes)
        const changes = new Changes(campaigns)
        const moves = new Moves(changes, dice)
        for (let k = 0; k < 400; k++) moves.tryOne(changes.height + line.clean * drawTolerance(dice))
        expect(changes.calendar.kept).toEqual(new Calendar(campaigns).kept)
        expect(campaigns.lots.flat().toSorted((a, b) => a - b)).toEqual([...problem.lots.keys()])
        for (const [block, lots] of campaigns.lots.entries()) {
          expect(campaigns.measure(block)).toBe(true)
          for (const lot of lots) expect(campaigns.blockOf[lot]).toBe(block)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('say no better of a plan than what it is', () => {
    fc.assert(
      fc.property(jobs(14, true).map(problemOf), fc.nat(1000), (problem, seed) => {
        const line = lineOf(problem)
        const dice = new Dice(seed)
        const campaigns = new Campaigns(line, dispatch(line), slopes)
        const changes = new Changes(campaigns)
        const moves = new Moves(changes, dice)
        for (let k = 0; k < 100; k++) moves.tryOne(changes.height + 10 * line.clean * drawTolerance(dice))
        const { calendar } = changes
        const plan = timeline(
          problem,
          campaigns.lots.filter((lots, at) => lots.length > 0 || at < campaigns.firstOpened),
        )
        expect(check(problem, plan)).toEqual([])
        const mean = problem.lots.reduce((sum, lot) => sum + lot.priority, 0) / problem.lots.length
        const priorities = problem.lots.map((lot, at) => lot.priority / mean / (line.priority[at] as number))
        expect(plan.targetMiss).toBeLessThanOrEqual(calendar.kept.miss * mean * Math.max(...priorities) + 1)
        if (plan.targetMiss === 0 && calendar.kept.miss === 0)
          expect(plan.makespan).toBeLessThanOrEqual(calendar.kept.end)
      }),
      { numRuns: 300 },
    )
  })

  it('accept no plan above the limit', () => {
    fc.assert(
      fc.property(jobs(14, true).map(problemOf), fc.nat(1000), (problem, seed) => {
        const line = lineOf(problem)
        const changes = new Changes(new Campaigns(line, dispatch(line), slopes))
        const moves = new Moves(changes, new Dice(seed))
        for (let k = 0; k < 200; k++) {
          const before = changes.height
          moves.tryOne(before)
          expect(changes.height).toBeLessThanOrEqual(before + 1e-3)
        }
      }),
    )
  })
})
