import { setTimeout as pause } from 'node:timers/promises'

export interface Bell {
  ring(): void
  /** Resolves at a ring, at once if it rang since the last wait, and after `withinMs` anyway. */
  wait(withinMs: number): Promise<void>
}

/** Two waits end at least `restMs` apart: who is rung for each of many things does them together. */
export const bell = (restMs = 0): Bell => {
  let endedMs = Number.NEGATIVE_INFINITY
  let rung = false
  let waiting: (() => void) | undefined
  return {
    ring() {
      rung = true
      waiting?.()
    },
    async wait(withinMs) {
      if (!rung) {
        const { promise, resolve } = Promise.withResolvers<void>()
        const timer = setTimeout(resolve, withinMs)
        waiting = resolve
        await promise
        clearTimeout(timer)
        waiting = undefined
      }
      const leftMs = endedMs + restMs - performance.now()
      if (leftMs > 0) await pause(leftMs)
      endedMs = performance.now()
      rung = false
    },
  }
}
