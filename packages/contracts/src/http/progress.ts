import { type Static, Type } from 'typebox'
import { Hours, Id, Nullable } from '../scalars.ts'
import { scheduleStatuses } from './status.ts'

/** Not closed: it is read by whoever watches, and a newer solver may have more to tell. */
export const Progress = Type.Object(
  {
    sequence: Type.Integer({
      minimum: 1,
      description: 'Grows with every report on a schedule, from one attempt to the next as well.',
    }),
    attempt: Type.Integer({ minimum: 1 }),
    percent: Type.Number({
      minimum: 0,
      maximum: 100,
      description:
        'How much of the allowed search is done, by time or by steps, whichever is further; a proof ends it early.',
    }),
    elapsed_seconds: Type.Number({ minimum: 0, description: 'Since this attempt began.' }),
    steps: Type.Integer({ minimum: 0 }),
    makespan: Nullable(Hours),
    lower_bound: Nullable(Hours),
    gap_percent: Nullable(Type.Number({ minimum: 0, maximum: 100 })),
  },
  {
    $id: 'Progress',
    description: 'The best plan so far, and how much better another one could be; null = nothing found yet.',
    examples: [
      {
        sequence: 1_000_007,
        attempt: 1,
        percent: 12.5,
        elapsed_seconds: 3.75,
        steps: 48,
        makespan: 190.5,
        lower_bound: 186.5,
        gap_percent: 2.0997,
      },
    ],
  },
)

/** One look at a schedule without its plan: what a poll answers, a stream sends, and a solver tells the gateways. */
export const ScheduleState = Type.Object(
  {
    schedule_id: Id,
    status: Type.Enum([...scheduleStatuses, 'deleted']),
    error_message: Nullable(Type.String()),
    progress: Nullable(Progress),
  },
  {
    $id: 'ScheduleState',
    examples: [{ schedule_id: 1, status: 'pending', error_message: null, progress: null }],
  },
)

export type Progress = Static<typeof Progress>
export type ScheduleState = Static<typeof ScheduleState>
