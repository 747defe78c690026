import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fromHours, toHours } from './time.ts'

it('hours print without the noise of binary fractions', () => {
  expect(toHours(fromHours(0.1) + fromHours(0.2))).toBe(0.3)
  expect(toHours(fromHours(-1.5))).toBe(-1.5)
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100_000_000 }), (milli) => {
      const hours = milli / 1000
      expect(toHours(fromHours(hours))).toBe(hours)
    }),
  )
})

// Nine decimals are off by 1.8 µs at most; the nearest doubles of a million hours and of their microseconds by one more.
it('a time survives the way to hours and back within three microseconds', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 7_200_000_000_000_000 }), (micros) => {
      expect(Math.abs(fromHours(toHours(micros)) - micros)).toBeLessThanOrEqual(3)
    }),
    { numRuns: 1_000 },
  )
})
