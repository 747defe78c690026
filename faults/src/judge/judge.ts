import type { Entry } from '../history.ts'
import { type Finding, judgeProcesses } from './findings.ts'
import { judgeSchedule } from './one-schedule.ts'
import { judgeStore } from './store.ts'
import { storyOf } from './story.ts'

/**
 * Reads a history and says everything that is wrong with it: accepted work that is lost, stuck or done twice, facts
 * that are missing or contradict the rows, refused work that left a trace, processes that ended by themselves.
 * An empty answer means that every promise was kept.
 */
export const judge = (entries: readonly Entry[]): Finding[] => {
  const story = storyOf(entries)
  return [
    ...judgeStore(story),
    ...[...story.schedules.values()].flatMap((schedule) => judgeSchedule(schedule, story)),
    ...judgeProcesses(entries),
  ]
}
