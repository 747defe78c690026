import { type Static, Type } from 'typebox'
import { closed, Hours, Nullable } from '../scalars.ts'

export const Activity = Type.Object(
  {
    start: Hours,
    end: Hours,
    kind: Type.Enum(['fill', 'changeover', 'clean', 'idle']),
    lot_id: Nullable(Type.String()),
    lot_type: Nullable(Type.String()),
    note: Type.String(),
    duration_hours: Hours,
  },
  { ...closed, $id: 'Activity', description: 'A stretch of line time; hours count from schedule start.' },
)

const Optimality = Type.Object(
  {
    status: Type.Enum(['optimal', 'feasible']),
    lower_bound: Type.Number({ minimum: 0, description: 'No plan can be shorter than this (hours).' }),
    gap_percent: Type.Number({ minimum: 0, description: '100 · (makespan − lower_bound) / makespan.' }),
  },
  { ...closed, $id: 'Optimality', description: '`optimal` is said only when it is proved.' },
)

const Engine = Type.Object(
  {
    version: Type.String(),
    strategy: Type.String(),
    seed: Type.Integer(),
    steps: Type.Integer({ minimum: 0 }),
    warm_start: Type.Optional(
      Type.Boolean({
        description:
          'The search went on from the plan of an interrupted attempt, so seed and steps alone do not repeat it.',
      }),
    ),
    input_hash: Type.String({ description: 'SHA-256 of the canonical problem: same hash, seed and steps, same plan.' }),
  },
  { ...closed, $id: 'Engine' },
)

/** One clean and what is filled until the next; open to additions because it explains rather than commands. */
const Block = Type.Object(
  { start: Hours, end: Hours, lots: Type.Array(Type.String()) },
  { $id: 'Block', additionalProperties: true },
)

export const ScheduleResult = Type.Object(
  {
    makespan: Hours,
    utilization: Type.Number({ minimum: 0, maximum: 100, description: 'Fill hours per hour of makespan, percent.' }),
    changeovers: Type.Integer({ minimum: 0 }),
    lots_scheduled: Type.Integer({ minimum: 0 }),
    window_violations: Type.Integer({ minimum: 0, description: 'Lots filled outside their target window.' }),
    kpis: Type.Record(Type.String(), Type.Number()),
    activities: Type.Array(Activity),
    optimality: Optimality,
    blocks: Type.Array(Block),
    warnings: Type.Array(Type.String()),
    engine: Engine,
  },
  { $id: 'ScheduleResult', additionalProperties: true },
)

export type Activity = Static<typeof Activity>
export type ScheduleResult = Static<typeof ScheduleResult>
