import { showName } from '../intake/show.ts'
import type { Activity, Plan } from '../plan.ts'
import type { Problem } from '../problem.ts'

const changeoverNote = (types: readonly string[], from: number, to: number): string =>
  from === to ? `Same type: ${types[to]}` : `Type change: ${types[from]} → ${types[to]}`

/** Between a wait and the fill it is for, there can be a clean and another wait; further on it is for several lots. */
const nextFill = (plan: Plan, at: number): number | undefined =>
  plan.activities.slice(at + 1, at + 4).find((activity) => activity.kind === 'fill')?.lot

/** What a planner reads beside an activity; fills speak for themselves. */
export const noteOf = (problem: Problem, plan: Plan, activity: Activity, at: number): string => {
  switch (activity.kind) {
    case 'fill':
      return ''
    case 'changeover':
      return changeoverNote(problem.types, activity.from, activity.to)
    case 'clean':
      return at === 0 ? 'Opening clean' : 'Scheduled clean'
    case 'idle': {
      const lot = nextFill(plan, at)
      return lot === undefined ? 'Waiting for targets' : `Waiting for lot ${showName(problem.lots[lot]?.id ?? '')}`
    }
    default:
      return activity satisfies never
  }
}
