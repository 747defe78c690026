import { expect, it } from 'vitest'
import { fakeClock } from './fake-clock.ts'

it('moves only when told to', () => {
  const clock = fakeClock('2026-03-02T08:00:00.000Z')
  const before = clock.now()
  clock.advance(90_000)
  expect(before.toISOString()).toBe('2026-03-02T08:00:00.000Z')
  expect(clock.now().toISOString()).toBe('2026-03-02T08:01:30.000Z')
})
