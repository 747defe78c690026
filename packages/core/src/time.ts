/**
 * Time inside core is integer microseconds, so that sums are exact and a plan is the same on every machine.
 * Hours exist only at the edge.
 */
export type Micros = number

export const microsPerHour = 3_600_000_000

/** Nearest microsecond; half a microsecond is 1.4e-10 h, four orders below the window's tolerance of 1e-6 h. */
export const fromHours = (hours: number): Micros => Math.round(hours * microsPerHour)

/** Hours with at most nine decimals, so that 0.1 + 0.2 prints as 0.3. */
export const toHours = (micros: Micros): number => Math.round(micros / 3.6) / 1e9

/** The window counts as exceeded only beyond 1e-6 h so that rounding to decimal hours refuses no plan. */
export const windowTolerance: Micros = 3_600
