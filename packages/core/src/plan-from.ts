import { check } from './check/check.ts'
import type { Plan, Sequence } from './plan.ts'
import type { Problem } from './problem.ts'
import { timeline } from './timing/timeline.ts'

/**
 * Puts a sequence that a search left behind on the clock again. Undefined when it is no plan of this problem, or one
 * that the independent checker refuses: what was kept outside is believed no more than what comes in.
 */
export const planFrom = (problem: Problem, sequence: Sequence): Plan | undefined => {
  const lots = sequence.flat()
  const known = new Set(lots.filter((lot) => problem.lots[lot] !== undefined))
  if (lots.length !== problem.lots.length || known.size !== lots.length) return undefined
  const plan = timeline(problem, sequence)
  return check(problem, plan).length === 0 ? plan : undefined
}
