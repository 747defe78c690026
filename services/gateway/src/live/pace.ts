/** Frames a second that are answered, and how many may come at once. */
const perSecond = 20
const burst = 60
/** So many frames too much end the connection. */
const patience = 500

/** `late`: too fast, and told so just now. */
export type Pace = 'ok' | 'too fast' | 'late' | 'abuse'

/** A bucket that fills with time. Of all the frames that come too fast only one a second is answered. */
export const paceOf = (nowMs: () => number): (() => Pace) => {
  let tokens = burst
  let filledAtMs = nowMs()
  let toldAtMs = Number.NEGATIVE_INFINITY
  let excess = 0
  return () => {
    const now = nowMs()
    tokens = Math.min(burst, tokens + ((now - filledAtMs) / 1_000) * perSecond)
    filledAtMs = now
    if (tokens >= 1) {
      tokens -= 1
      return 'ok'
    }
    excess += 1
    if (excess > patience) return 'abuse'
    if (now - toldAtMs < 1_000) return 'late'
    toldAtMs = now
    return 'too fast'
  }
}
