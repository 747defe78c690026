import { type Static, Type } from 'typebox'
import { closed, Nullable, Timestamp } from '../scalars.ts'
import { scheduleStatuses } from './status.ts'

/** An attempt that did not end its schedule. */
export const EarlierAttempt = Type.Object(
  {
    attempt: Type.Integer({ minimum: 1 }),
    outcome: Type.Enum(['crashed', 'lease_expired', 'handed_over', 'failed'], {
      'x-may-grow': true,
      description:
        '`crashed`: it took its solver down. `lease_expired`: its solver went silent. `handed_over`: its solver was stopped; not counted. `failed`: an operator had it tried again.',
    }),
    reason: Type.String(),
    started_at: Nullable(Timestamp),
    ended_at: Timestamp,
  },
  { ...closed, $id: 'EarlierAttempt' },
)

export const CancelQuery = Type.Object(
  {
    keep: Type.Optional(
      Type.Enum(['none', 'best'], {
        default: 'none',
        description: '`best`: end with the best plan so far as the result, when there is one.',
      }),
    ),
  },
  closed,
)

const count = Type.Integer({ minimum: 0 })

/** How many schedules a caller has. */
export const ScheduleStats = Type.Object(
  {
    total: count,
    by_status: Type.Object(Object.fromEntries(scheduleStatuses.map((status) => [status, count])), closed),
    by_strategy: Type.Record(Type.String(), count, { description: 'Only strategies that were used.' }),
  },
  {
    ...closed,
    $id: 'ScheduleStats',
    examples: [
      {
        total: 3,
        by_status: { pending: 0, running: 1, completed: 2, failed: 0, cancelled: 0 },
        by_strategy: { 'smart-pack': 2, 'milp-opt': 1 },
      },
    ],
  },
)

export type EarlierAttempt = Static<typeof EarlierAttempt>
export type CancelQuery = Static<typeof CancelQuery>
export type ScheduleStats = Static<typeof ScheduleStats>
