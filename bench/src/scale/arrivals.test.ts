import { expect, it } from 'vitest'
import { atRandom, evenly } from './arrivals.ts'

it('spaces jobs evenly', () => {
  expect(evenly(3, 20)).toEqual([0, 50, 100])
})

it('lets jobs come as often as is asked for, some of them together, and the same ones again', () => {
  const times = atRandom(10_000, 20, 1)
  expect(times.at(-1)).toBeGreaterThan(480_000)
  expect(times.at(-1)).toBeLessThan(520_000)
  const gaps = times.map((time, at) => time - (times[at - 1] ?? 0))
  // 1 - e^(-0.1) of all gaps are shorter than a tenth of the mean.
  expect(gaps.filter((gap) => gap < 5).length / gaps.length).toBeCloseTo(0.095, 1)
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(0)
  expect(atRandom(10_000, 20, 1)).toEqual(times)
})
