export interface FakeClock {
  /** Give this to what wants the time. */
  readonly now: () => Date
  advance(milliseconds: number): void
}

/** A clock that moves only when told to. */
export const fakeClock = (start = '2026-03-02T08:00:00.000Z'): FakeClock => {
  let milliseconds = Date.parse(start)
  return {
    now: () => new Date(milliseconds),
    advance(by) {
      milliseconds += by
    },
  }
}
