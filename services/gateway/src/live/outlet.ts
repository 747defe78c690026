export interface Outlet {
  /** Sends as soon as the reader has taken what came before; until then the newest of a key replaces the one before. */
  offer(key: string, text: string, onSent?: () => void): void
  /** Since when the reader has taken nothing although something is under way. */
  stalledSinceMs(): number | undefined
}

/** One piece is under way, and one for each key waits: a slow reader costs no memory and still gets the newest. */
export const outlet = (send: (text: string, onTaken: () => void) => void, nowMs: () => number): Outlet => {
  const waiting = new Map<string, { readonly text: string; readonly onSent: (() => void) | undefined }>()
  let sinceMs: number | undefined

  const next = (): void => {
    const [entry] = waiting
    sinceMs = entry && nowMs()
    if (!entry) return
    const [key, { text, onSent }] = entry
    waiting.delete(key)
    send(text, () => {
      onSent?.()
      next()
    })
  }
  return {
    offer(key, text, onSent) {
      waiting.set(key, { text, onSent })
      if (sinceMs === undefined) next()
    },
    stalledSinceMs: () => sinceMs,
  }
}
