export interface Bell {
  ring(): void
  /** Resolves at a ring, at once if it rang since the last wait, and after `withinMs` anyway. */
  wait(withinMs: number): Promise<void>
}

export const bell = (): Bell => {
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
      rung = false
    },
  }
}
