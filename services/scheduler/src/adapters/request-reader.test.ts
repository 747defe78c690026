import { AppError } from '@filling/service-kit'
import { expect, it } from 'vitest'
import type { Request } from '../intake/requests.ts'
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
