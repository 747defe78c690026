import { expect, it } from 'vitest'
import { subjects, waitAfter } from './patience.ts'

it('doubles the wait with every failure after the free ones', () => {
  expect([0, 5, 6, 7, 8, 9, 15].map((failures) => waitAfter('pair', failures))).toEqual([0, 0, 1, 2, 4, 8, 512])
})

it.each(subjects)('locks no %s for good, however often somebody fails', (subject) => {
  expect(waitAfter(subject, 100_000)).toBeLessThanOrEqual(900)
})

it('lets nobody keep an owner waiting for more than a minute from elsewhere', () => {
  expect(waitAfter('account', 100_000)).toBe(60)
})
