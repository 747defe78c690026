import { describe, expect, it } from 'vitest'
import type { Job } from '../schedule.ts'
import { incumbentCell, incumbentIn, incumbentVersion, incumbentWriter, readIncumbent } from './incumbent.ts'
import { keptPlan } from './kept-plan.ts'

const found = { lowerBound: 100_000_000, steps: 7, sequence: [[2, 0], [], [1]] }
const job: Job = {
  strategy: 'milp-opt',
  lane: 'exact',
  startTimeMs: 0,
  lots: JSON.stringify(['A', 'B', 'C'].map((id) => ({ lot_id: id, lot_type: 'T', vials: 1, fill_hours: 60 }))),
  lotsCount: 3,
  config: '{}',
  warnings: ['careful'],
}
const stored = (incumbent = found): Uint8Array => {
  const cell = incumbentCell(3)
  incumbentWriter(cell)(incumbent)
  return incumbentIn(cell)!
}

describe('the plan between two threads', () => {
  it('is not there before the first, and then always the newest', () => {
    const cell = incumbentCell(3)
    expect([incumbentIn(cell), incumbentVersion(cell)]).toEqual([undefined, 0])
    const write = incumbentWriter(cell)
    for (let steps = 1; steps <= 5; steps += 1) {
      write({ ...found, steps })
      expect(readIncumbent(incumbentIn(cell)!)).toEqual({ ...found, steps })
    }
    expect(incumbentVersion(cell)).toBe(5)
  })

  it('survives a thread that is ended while it writes the next one', () => {
    const cell = incumbentCell(3)
    incumbentWriter(cell)(found)
    // What the second write changes first: everything of the other half, and not yet which half is the newer.
    new Uint8Array(cell, 8, (cell.byteLength - 8) / 2).fill(0xee)
    expect(readIncumbent(incumbentIn(cell)!)).toEqual(found)
  })

  it('that does not fit is left out instead of written over the other', () => {
    const cell = incumbentCell(3)
    const write = incumbentWriter(cell)
    write(found)
    write({ ...found, sequence: [Array.from({ length: 99 }, (_, lot) => lot)] })
    expect(readIncumbent(incumbentIn(cell)!)).toEqual(found)
  })

  it('has room for as many blocks as lots and one that was carried in', () => {
    const sequence = [[], [0], [1], [2]]
    expect(readIncumbent(stored({ ...found, sequence }))?.sequence).toEqual(sequence)
  })
})

describe('a stored plan', () => {
  it.each([
    ['nothing', new Uint8Array()],
    ['half a head', new Uint8Array(12)],
    ['zeros', new Uint8Array(64)],
    ['another format', Uint8Array.from(stored(), (byte, at) => (at === 0 ? 2 : byte))],
    ['less than it says', stored().slice(0, -4)],
    ['no whole number of items', stored().slice(0, -1)],
  ])('that is %s is not read', (_what, bytes) => expect(readIncumbent(bytes)).toBeUndefined())

  it('is read wherever it lies in the memory of a driver', () => {
    const bytes = stored()
    const shifted = new Uint8Array(bytes.length + 3)
    shifted.set(bytes, 3)
    expect(readIncumbent(shifted.subarray(3))).toEqual(found)
  })

  it('becomes a result that says what it is', () => {
    const kept = keptPlan(job, stored({ ...found, sequence: [[0], [1], [2]] }))
    const result = JSON.parse(kept!.result)
    expect(result).toMatchObject({ lots_scheduled: 3, engine: { steps: 7 }, optimality: { status: 'feasible' } })
    expect(result.warnings).toEqual(['careful', expect.stringContaining('stopped early')])
    expect(result.engine).not.toHaveProperty('warm_start')
  })

  it.each([
    ['breaks a rule', [[0, 1, 2]]],
    ['forgets a lot', [[0], [1]]],
    ['knows lots that there are not', [[0], [1], [9]]],
  ])('that %s is never shown', (_what, sequence) => {
    expect(keptPlan(job, stored({ ...found, sequence }))).toBeUndefined()
  })

  it('of 20 000 lots takes the main thread no longer than a heartbeat may wait', () => {
    const lots = Array.from({ length: 20_000 }, (_, i) => ({
      ...{ lot_id: `L${String(i).padStart(5, '0')}`, lot_type: `T${i % 40}`, vials: 1, fill_hours: 1 },
    }))
    const large: Job = { ...job, lots: JSON.stringify(lots), lotsCount: lots.length }
    const cell = incumbentCell(lots.length)
    incumbentWriter(cell)({ ...found, sequence: lots.map((_, lot) => [lot]) })
    const began = process.threadCpuUsage()
    expect(keptPlan(large, incumbentIn(cell)!)).toBeDefined()
    expect(process.threadCpuUsage(began).user / 1_000).toBeLessThan(4_000)
  })
})
