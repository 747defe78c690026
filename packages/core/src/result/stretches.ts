import type { Activity, Plan } from '../plan.ts'
import type { Problem } from '../problem.ts'
import type { Micros } from '../time.ts'

type Kind = Activity['kind']

/** How long a plan, or a part of one, is busy with what. */
export type Spent = Record<Kind, Micros>

const nothing: Spent = { fill: 0, changeover: 0, clean: 0, idle: 0 }

/** A campaign: what happens between two cleans. */
export interface Stretch {
  /** The end of its clean. */
  readonly start: Micros
  end: Micros
  /** Window that was used up before it. */
  readonly used: Micros
  readonly lots: number[]
  readonly spent: Spent
  endsWith: Kind
}

const stretchFrom = (start: Micros, used: Micros): Stretch => ({
  start,
  end: start,
  used,
  lots: [],
  spent: { ...nothing },
  endsWith: 'clean',
})

/** Campaigns that fill something. Waiting before a further clean is an empty campaign and not listed. */
export const stretchesOf = (problem: Problem, plan: Plan): Stretch[] => {
  let stretch = stretchFrom(0, problem.initial?.windowUsed ?? 0)
  const stretches = [stretch]
  for (const activity of plan.activities) {
    const { kind, start, end } = activity
    if (kind === 'clean') {
      stretch = stretchFrom(end, 0)
      stretches.push(stretch)
      continue
    }
    stretch.spent[kind] += end - start
    stretch.end = end
    stretch.endsWith = kind
    if (kind === 'fill') stretch.lots.push(activity.lot)
  }
  return stretches.filter(({ lots }) => lots.length > 0)
}

export const spentOn = (activities: readonly Activity[]): Spent => {
  const spent = { ...nothing }
  for (const { kind, start, end } of activities) spent[kind] += end - start
  return spent
}
