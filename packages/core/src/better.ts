import type { Plan } from './plan.ts'

/** The objective: fewest weighted hours outside targets, then the shortest makespan, then the fewest changeovers. */
export const comparePlans = (a: Plan, b: Plan): number =>
  a.targetMiss - b.targetMiss || a.makespan - b.makespan || a.changeovers - b.changeovers

/** The better of two plans; the first when they are equal. */
export const better = (a: Plan, b: Plan): Plan => (comparePlans(a, b) <= 0 ? a : b)
