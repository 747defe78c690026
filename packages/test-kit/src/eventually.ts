import { setTimeout as pause } from 'node:timers/promises'

/**
 * Waits until the condition holds (returns something truthy and does not throw), looking every 10 ms.
 * Fails with what the last look said.
 */
export const eventually = async <T>(
  condition: () => T | Promise<T>,
  { withinMs = 50_000 }: { withinMs?: number } = {},
): Promise<T> => {
  const deadline = performance.now() + withinMs
  for (;;) {
    let complaint: string
    try {
      const seen = await condition()
      if (seen) return seen
      complaint = `it was ${String(seen)}`
    } catch (error) {
      complaint = String(error)
    }
    if (performance.now() > deadline) throw new Error(`Not within ${withinMs} ms: ${complaint}`)
    await pause(10)
  }
}
