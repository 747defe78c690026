import { expect, it, vi } from 'vitest'
import { endSlowStart } from './stop.ts'

it('ends a process that was asked to stop and never finishes its start', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const ended = new Promise<unknown>((resolve) => {
    endSlowStart(Promise.resolve(), resolve as typeof process.exit, 1)
  })
  expect(await ended).toBe(1)
})
