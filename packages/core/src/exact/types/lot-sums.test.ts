import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LotSums } from './lot-sums.ts'

const weights = (most: number) =>
  fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: most }).map((all) => all.sort((a, b) => b - a))

const nextByTrying = (all: readonly number[], least: number): number => {
  const sums = new Set([0])
  for (const weight of all) for (const sum of [...sums]) sums.add(sum + weight)
  return [...sums].filter((sum) => sum >= least).reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
}

describe('sums of lots', () => {
  it('are the next that some lots weigh, when lots are few', () => {
    fc.assert(
      fc.property(weights(14), fc.integer({ min: 0, max: 300 }), (all, least) => {
        expect(new LotSums(all).next(least)).toBe(nextByTrying(all, least))
      }),
      { numRuns: 500 },
    )
  })

  it('are never more than that, when lots are many', () => {
    fc.assert(
      fc.property(weights(40), fc.integer({ min: 0, max: 150 }), (all, least) => {
        const next = new LotSums(all).next(least)
        expect(next).toBeLessThanOrEqual(nextByTrying(all, least))
        if (next < Number.POSITIVE_INFINITY) expect(next).toBeGreaterThanOrEqual(least)
      }),
      { numRuns: 300 },
    )
  })
})
