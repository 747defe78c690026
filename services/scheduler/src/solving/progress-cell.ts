/** What a solver thread has to tell while it computes. */
export interface SearchState {
  readonly secondsAllowed: number
  /** Infinity when only the clock counts. */
  readonly stepsAllowed: number
  readonly steps: number
  /** Nothing before the first plan. */
  readonly found: { readonly makespanHours: number; readonly lowerBoundHours: number } | undefined
}

/**
 * A few numbers in memory that both threads see. The search writes them without a call and wakes nobody; the main
 * thread looks when it wants to. A message for each report would cost both sides a thousand times more.
 */
export const progressCell = (): SharedArrayBuffer => new SharedArrayBuffer(48)

const viewsOf = (cell: SharedArrayBuffer) => ({
  /** Odd while somebody writes; 0 = never written. */
  version: new Int32Array(cell, 0, 1),
  values: new Float64Array(cell, 8, 5),
})

export interface CellWriter {
  begin(limits: { readonly seconds: number; readonly steps: number }): void
  step(steps: number): void
  found(makespanHours: number, lowerBoundHours: number): void
}

export const cellWriter = (cell: SharedArrayBuffer): CellWriter => {
  const { version, values } = viewsOf(cell)
  const write = (at: number, ...numbers: readonly number[]): void => {
    Atomics.add(version, 0, 1)
    values.set(numbers, at)
    Atomics.add(version, 0, 1)
  }
  return {
    begin: ({ seconds, steps }) => write(0, seconds, steps, 0, Number.NaN, Number.NaN),
    // One aligned number cannot be read half written.
    step: (steps) => {
      values[2] = steps
    },
    found: (makespanHours, lowerBoundHours) => write(3, makespanHours, lowerBoundHours),
  }
}

/** A writer needs nanoseconds; one that was ended in the middle would be waited for in vain. */
const mostLooks = 100

/** Undefined before the thread has begun. */
export const readCell = (cell: SharedArrayBuffer): SearchState | undefined => {
  const { version, values } = viewsOf(cell)
  for (let look = 0; look < mostLooks; look += 1) {
    const before = Atomics.load(version, 0)
    if (before === 0) return undefined
    const [secondsAllowed = 0, stepsAllowed = 0, steps = 0, makespanHours = 0, lowerBoundHours = 0] = values
    const found = Number.isNaN(makespanHours) ? undefined : { makespanHours, lowerBoundHours }
    if (before % 2 === 0 && Atomics.load(version, 0) === before) return { secondsAllowed, stepsAllowed, steps, found }
  }
  return undefined
}
