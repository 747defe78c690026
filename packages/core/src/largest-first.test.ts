import fc from 'fast-check'
import { expect, it } from 'vitest'
import { largestFirst } from './largest-first.ts'

it('puts the places of numbers in the order that a comparison gives, equal ones in their own', () => {
  const numbers = fc.array(fc.oneof(fc.nat(5), fc.nat(), fc.integer({ min: 0, max: 2 ** 50 })), { maxLength: 60 })
  fc.assert(
    fc.property(numbers, (values) => {
      const expected = [...values.keys()].sort((a, b) => values[b]! - values[a]! || a - b)
      expect([...largestFirst(Float64Array.from(values))]).toEqual(expected)
    }),
  )
})
