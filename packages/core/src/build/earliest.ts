import type { Lot, Problem } from '../problem.ts'
import type { Micros } from '../time.ts'

/** The cheapest way into a type from any type, its own included; the line's last type counts as well. */
const cheapestEntry = ({ rules }: Problem, type: number): Micros => {
  if (rules.twoValue) return Math.min(rules.twoValue.same, rules.twoValue.diff)
  return rules.changeover.reduce((least, row) => Math.min(least, row[type] ?? least), Number.POSITIVE_INFINITY)
}

/** No plan starts the lot sooner: a clean comes first, or a changeover on a line that is inside a campaign. */
export const earliestStart = (problem: Problem, lot: Lot): Micros => {
  const { initial, rules } = problem
  if (!initial) return rules.clean
  if (initial.lastType === undefined) return 0
  return Math.min(rules.clean, cheapestEntry(problem, lot.type))
}
