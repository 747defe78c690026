import type { Plan } from '../plan.ts'
import type { Problem } from '../problem.ts'
import { type Micros, toHours } from '../time.ts'
import { LineWatch } from './line-watch.ts'

const eachLotOnce = ({ lots }: Problem, { timesFilled }: LineWatch): string[] => {
  const wrong: string[] = []
  for (let lot = 0; lot < lots.length; lot++)
    if (timesFilled[lot] !== 1) wrong.push(`lot ${lots[lot]?.id} is filled ${timesFilled[lot]} times`)
  return wrong
}

const outside = ({ lots }: Problem, { startOf }: LineWatch, lot: number): Micros => {
  const { targetStart, targetEnd, fill } = lots[lot] as Problem['lots'][number]
  const start = startOf[lot] as Micros
  const early = targetStart !== undefined && start < targetStart ? targetStart - start : 0
  const late = targetEnd !== undefined && start + fill > targetEnd ? start + fill - targetEnd : 0
  return early + late
}

const hardTargets = (problem: Problem, watch: LineWatch): string[] => {
  if (!problem.rules.hardTargets) return []
  return problem.lots.flatMap(({ id }, lot) => {
    const micros = outside(problem, watch, lot)
    return micros > 0 ? [`lot ${id} lies ${toHours(micros)} h outside its hard target`] : []
  })
}

/** Whether the sequence names the fills in their order. */
const inSequence = ({ activities, sequence }: Plan): boolean => {
  const order = sequence.flat()
  let filled = 0
  for (const activity of activities) if (activity.kind === 'fill' && order[filled++] !== activity.lot) return false
  return filled === order.length
}

/** What the plan says about itself and is not so. */
const falseClaims = (problem: Problem, plan: Plan, watch: LineWatch): string[] => {
  const { makespan, changeovers, targetMiss } = plan
  const claims: string[] = []
  let miss = 0
  for (let lot = 0; lot < problem.lots.length; lot++)
    miss += (problem.lots[lot]?.priority ?? 0) * outside(problem, watch, lot)
  if (makespan !== watch.clock) claims.push(`claimed makespan ${toHours(makespan)} h, found ${toHours(watch.clock)} h`)
  if (changeovers !== watch.changeovers) claims.push(`claimed ${changeovers} changeovers, found ${watch.changeovers}`)
  // Sums of fractions may differ in their last digits.
  if (Math.abs(targetMiss - miss) > 1e-9 * Math.max(1, miss)) claims.push('claimed hours outside targets are wrong')
  if (!inSequence(plan)) claims.push('the sequence is not the order of the fills')
  return claims
}

/**
 * The independent checker: every rule that a plan breaks, in words; none means that the plan can be shown. It reads the
 * activities and shares nothing with the code that builds plans, so that one mistake cannot hide in both.
 */
export const check = (problem: Problem, plan: Plan): readonly string[] => {
  const { activities } = plan
  const watch = new LineWatch(problem)
  for (const activity of activities) watch.see(activity)
  return [
    ...(problem.initial || activities[0]?.kind === 'clean' ? [] : ['the plan does not open with a clean']),
    ...watch.violations,
    ...(activities.at(-1)?.kind === 'fill' ? [] : ['the plan does not end with a fill']),
    ...eachLotOnce(problem, watch),
    ...hardTargets(problem, watch),
    ...falseClaims(problem, plan, watch),
  ]
}
