import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Dice } from '../random.ts'
import { atHour, jobs, problemOf } from '../testing/jobs.ts'
import { lineOf } from './line.ts'
import { NearKin } from './near-kin.ts'

const drawn = (kin: NearKin, lot: number): number[] => {
  const dice = new Dice(1)
  return [...new Set(Array.from({ length: 300 }, () => kin.of(dice, lot)))].toSorted((a, b) => a - b)
}

describe('lots that may stand in for each other', () => {
  it('are of one type, and both due or both hardly due', () => {
    fc.assert(
      fc.property(jobs(30, true).map(problemOf), fc.nat(1e9), (problem, end) => {
        const kin = new NearKin(lineOf(problem), end)
        for (const [lot, { type }] of problem.lots.entries()) {
          const others = drawn(kin, lot)
          expect(others).toContain(lot)
          for (const other of others) {
            expect(problem.lots[other]!.type).toBe(type)
            expect(kin.isFree(other)).toBe(kin.isFree(lot))
          }
        }
      }),
    )
  })

  it('are due about the same time', () => {
    const row = { lot_type: 'A', vials: 1, fill_hours: 1 }
    const lots = Array.from({ length: 40 }, (_, at) => {
      const due = { target_start: atHour(at * 50), target_end: atHour(at * 50 + 20) }
      return { ...row, ...(at < 30 ? due : {}), lot_id: `L${String(at).padStart(2, '0')}` }
    })
    const line = lineOf(problemOf({ lots, config: {} }))
    const kin = new NearKin(line, line.targetEnd[29] as number)
    expect(drawn(kin, 15)).toEqual([9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21])
    expect(drawn(kin, 0)).toEqual([0, 1, 2, 3, 4, 5, 6])
    expect(drawn(kin, 35)).toEqual([30, 31, 32, 33, 34, 35, 36, 37, 38, 39])
  })
})
