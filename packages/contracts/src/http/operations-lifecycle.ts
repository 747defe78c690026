import { Type } from 'typebox'
import { closed, Id } from '../scalars.ts'
import { CancelQuery, ScheduleStats } from './lifecycle.ts'
import { json, type Operation } from './operation.ts'
import { ScheduleSummary } from './schedule.ts'

/** How a planner steers what was submitted. */
export const lifecycleOperations: readonly Operation[] = [
  {
    id: 'cancelSchedule',
    method: 'post',
    path: '/api/v1/schedule/{id}/cancel',
    service: 'scheduler',
    tag: 'schedules',
    summary: 'Stop a schedule that waits or runs, if wanted with the best plan so far; again is no mistake',
    params: Type.Object({ id: Id }, closed),
    query: CancelQuery,
    answers: {
      200: { description: 'Cancelled', content: json(ScheduleSummary) },
      202: {
        description: 'The solver has been told to end with the best plan so far; the schedule is cancelled in a moment',
        content: json(ScheduleSummary),
      },
    },
    errors: ['schedule.not_found', 'schedule.forbidden', 'schedule.already_ended'],
  },
  {
    id: 'getScheduleStats',
    method: 'get',
    path: '/api/v1/schedules/stats',
    service: 'scheduler',
    tag: 'schedules',
    summary: 'How many schedules you have, by status and by strategy',
    query: Type.Object({}, closed),
    answers: { 200: { description: 'The counts', content: json(ScheduleStats) } },
  },
]
