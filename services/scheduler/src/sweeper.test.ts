import { lanes } from '@filling/contracts'
import type { Backlog } from '@filling/messaging'
import { createLogger } from '@filling/service-kit'
import { afterEach, expect, it, vi } from 'vitest'
import { startSweeper } from './sweeper.ts'

afterEach(() => {
  vi.useRealTimers()
})

it('does not queue looks up while one is slow, and looks again after it', async () => {
  vi.useFakeTimers()
  const slow = Promise.withResolvers<Backlog>()
  let sweeps = 0
  const sweeper = startSweeper({
    sweep: async () => {
      sweeps += 1
      return 0
    },
    bus: { backlog: () => slow.promise },
    onFound: () => undefined,
    log: createLogger('test', 'silent'),
    everyMs: 1_000,
    unclaimedMs: 30_000,
  })
  await vi.advanceTimersByTimeAsync(100_500)
  slow.resolve({ waiting: 0, inFlight: 0, free: 0 })
  await vi.advanceTimersByTimeAsync(1)
  expect(sweeps).toBe(lanes.length)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(sweeps).toBe(2 * lanes.length)
  await sweeper.close()
})
