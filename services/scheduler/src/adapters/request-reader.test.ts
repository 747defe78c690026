import { AppError } from '@filling/service-kit'
import { expect, it } from 'vitest'
import type { Request } from '../intake/requests.ts'
import type { Job } from '../schedule.ts'
import { incumbentCell, incumbentIn, incumbentWriter } from '../solving/incumbent.ts'
import { requestReader } from './request-reader.ts'

const encoder = new TextEncoder()
const validate = (lots: number): Extract<Request, { kind: 'validate' }> => {
  const list = Array.from({ length: lots }, (_, i) => ({ lot_id: `L${i}`, lot_type: 'T', vials: 1, fill_hours: 1 }))
  return { kind: 'validate', body: encoder.encode(JSON.stringify(list)), nowMs: 0 }
}
const large = validate(5_000)

it('asks to come again when too many large requests wait, and reads those that do', async () => {
  const reader = requestReader({ maxWaiting: 2 })
  try {
    const readings = await Promise.allSettled(Array.from({ length: 8 }, () => reader.read(large)))
    const refusals = readings.flatMap((reading) => (reading.status === 'rejected' ? [reading.reason] : []))
    expect(refusals.length).toBeGreaterThan(0)
    expect(refusals.length).toBeLessThan(readings.length)
    for (const refusal of refusals) {
      expect(refusal).toBeInstanceOf(AppError)
      expect(refusal).toMatchObject({ status: 503, headers: { 'Retry-After': expect.stringMatching(/^\d+$/) } })
    }
    expect(await reader.read(large)).toMatchObject({ lots_count: 5_000 })
  } finally {
    await reader.close()
  }
})

it.each([3, 2_000])('makes a result of a plan of %i lots that was kept', async (count) => {
  const reader = requestReader()
  const lots = Array.from({ length: count }, (_, i) => ({
    ...{ lot_id: `L${String(i).padStart(5, '0')}`, lot_type: 'T', vials: 1, fill_hours: 1 },
  }))
  const cell = incumbentCell(count)
  incumbentWriter(cell)({ lowerBound: 0, steps: 1, sequence: lots.map((_, lot) => [lot]) })
  const job: Job = {
    ...{ strategy: 'milp-opt', lane: 'exact', startTimeMs: 0, lotsCount: count, config: '{}', warnings: [] },
    lots: JSON.stringify(lots),
  }
  const kept = await reader.read({ kind: 'kept', job, incumbent: Buffer.from(incumbentIn(cell)!) })
  expect(JSON.parse(kept!.result)).toMatchObject({ lots_scheduled: count })
  await reader.close()
})
