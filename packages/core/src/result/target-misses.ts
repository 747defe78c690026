import { showName } from '../intake/show.ts'
import type { Activity, Plan } from '../plan.ts'
import type { Lot, Problem } from '../problem.ts'
import { type Micros, toHours } from '../time.ts'
import { missOf } from '../timing/miss.ts'
import type { ResultTargetMiss } from './schedule-result.ts'

const hoursOrNull = (micros: Micros | undefined): number | null => (micros === undefined ? null : toHours(micros))

const lastFillBefore = (plan: Plan, at: number): number | undefined => {
  for (let k = at - 1; k >= 0; k--) {
    const activity = plan.activities[k]
    if (activity?.kind === 'fill') return activity.lot
  }
  return undefined
}

const before = (problem: Problem, plan: Plan, at: number): string => {
  const previous = lastFillBefore(plan, at)
  const clean = plan.activities[at - 1]?.kind === 'clean'
  const lot = previous === undefined ? undefined : showName(problem.lots[previous]?.id ?? '')
  if (lot === undefined) return clean ? 'the opening clean stands before it' : 'it is the first fill'
  return clean ? `a clean and lot ${lot} stand before it` : `lot ${lot} stands before it`
}

const reason = (problem: Problem, plan: Plan, lot: Lot, at: number, late: Micros): string => {
  const { targetStart, targetEnd, fill } = lot
  if (targetStart !== undefined && targetEnd !== undefined && targetEnd - targetStart < fill)
    return `its target window of ${toHours(targetEnd - targetStart)} h is shorter than its fill`
  return late > 0
    ? before(problem, plan, at)
    : 'waiting for its target start would make lots miss more, or outlast the window'
}

/** Every lot outside its target window, by how much, and what stands before it. */
export const targetMisses = (problem: Problem, plan: Plan): ResultTargetMiss[] => {
  if (!problem.hasTargets) return []
  return plan.activities.flatMap((activity: Activity, at) => {
    if (activity.kind !== 'fill') return []
    const lot = problem.lots[activity.lot] as Lot
    const { early, late } = missOf(lot, activity.start)
    if (early + late === 0) return []
    return [
      {
        lot_id: lot.id,
        start: toHours(activity.start),
        end: toHours(activity.end),
        target_start: hoursOrNull(lot.targetStart),
        target_end: hoursOrNull(lot.targetEnd),
        early_hours: toHours(early),
        late_hours: toHours(late),
        priority: lot.priority,
        because: reason(problem, plan, lot, at, late),
      },
    ]
  })
}
