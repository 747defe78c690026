import type { Activity, Plan } from '../plan.ts'
import type { Problem } from '../problem.ts'
import { type Micros, toHours } from '../time.ts'
import { blocksOf } from './blocks.ts'
import { noteOf } from './notes.ts'
import type { ResultActivity, ResultEngine, ResultOptimality, ScheduleResult } from './schedule-result.ts'
import { spentOn } from './stretches.ts'
import { targetMisses } from './target-misses.ts'

const percent = (part: number, whole: number): number => (whole === 0 ? 0 : Number(((100 * part) / whole).toFixed(4)))

const activityOf = (problem: Problem, plan: Plan, activity: Activity, at: number): ResultActivity => {
  const lot = activity.kind === 'fill' ? problem.lots[activity.lot] : undefined
  return {
    start: toHours(activity.start),
    end: toHours(activity.end),
    kind: activity.kind,
    lot_id: lot?.id ?? null,
    lot_type: lot ? (problem.types[lot.type] ?? null) : null,
    note: noteOf(problem, plan, activity, at),
    duration_hours: toHours(activity.end - activity.start),
  }
}

const optimalityOf = (plan: Plan, { lowerBound, proved }: Background): ResultOptimality => ({
  status: proved ? 'optimal' : 'feasible',
  lower_bound: toHours(lowerBound),
  gap_percent: percent(plan.makespan - lowerBound, plan.makespan),
})

/** What is known about a plan and where it comes from: the rest of its result. */
export interface Background {
  /** Micros; not above the makespan. */
  readonly lowerBound: Micros
  /** Both halves: no shorter makespan, and no plan closer to the targets. */
  readonly proved: boolean
  /** Whether the strategy fills lots in a fixed order. */
  readonly keepsOrder: boolean
  readonly warnings: readonly string[]
  readonly engine: ResultEngine
}

export const resultOf = (problem: Problem, plan: Plan, background: Background): ScheduleResult => {
  const blocks = blocksOf(problem, plan, background.keepsOrder)
  const misses = targetMisses(problem, plan)
  const spent = spentOn(plan.activities)
  const makespan = toHours(plan.makespan)
  const utilization = percent(spent.fill, plan.makespan)
  return {
    makespan,
    utilization,
    changeovers: plan.changeovers,
    lots_scheduled: problem.lots.length,
    window_violations: misses.length,
    kpis: {
      'Makespan (h)': makespan,
      'Total Clean (h)': toHours(spent.clean),
      'Total Changeover (h)': toHours(spent.changeover),
      'Total Fill (h)': toHours(spent.fill),
      'Lots Scheduled': problem.lots.length,
      'Clean Blocks': blocks.length,
      'Total Idle (h)': toHours(spent.idle),
      'Utilization (%)': utilization,
      Changeovers: plan.changeovers,
      'Early (h)': Number(misses.reduce((sum, miss) => sum + miss.early_hours, 0).toFixed(9)),
      'Late (h)': Number(misses.reduce((sum, miss) => sum + miss.late_hours, 0).toFixed(9)),
    },
    activities: plan.activities.map((activity, at) => activityOf(problem, plan, activity, at)),
    blocks,
    target_misses: misses,
    optimality: optimalityOf(plan, background),
    warnings: background.warnings,
    engine: background.engine,
  }
}
