import { type Static, Type } from 'typebox'
import { closed, Id, Nullable, Timestamp } from '../scalars.ts'
import { EarlierAttempt } from './lifecycle.ts'
import { Progress } from './progress.ts'
import { ScheduleResult } from './result.ts'
import { scheduleStatuses } from './status.ts'

export const ScheduleStatus = Type.Enum(scheduleStatuses)

export const maxLots = 20_000

/** What a lot looks like. Core checks every lot itself, because a planner needs all problems with their values at once. */
export const Lot = Type.Object(
  {
    lot_id: Type.String({ minLength: 1, maxLength: 200 }),
    lot_type: Type.String({ minLength: 1, maxLength: 200 }),
    vials: Type.Integer({ minimum: 1 }),
    fill_hours: Type.Number({ exclusiveMinimum: 0 }),
    target_start: Type.Optional(Nullable(Type.String({ description: 'ISO 8601' }))),
    target_end: Type.Optional(Nullable(Type.String({ description: 'ISO 8601' }))),
    priority: Type.Optional(Nullable(Type.Number())),
  },
  { $id: 'Lot', additionalProperties: true, description: 'An unknown field is ignored with a warning.' },
)

const name = Type.Optional(Nullable(Type.String({ minLength: 1, maxLength: 255 })))
const strategy = Type.Optional(
  Nullable(Type.String({ maxLength: 64, description: 'One of GET /strategies or an alias; smart-pack when absent.' })),
)
const start_time = Type.Optional(Nullable(Type.String({ maxLength: 64, description: 'ISO 8601; now when absent.' })))

export const ScheduleRequest = Type.Object(
  {
    name,
    lots_data: Type.Array(Lot, { minItems: 1, maxItems: maxLots }),
    strategy,
    config: Type.Optional(Nullable(Type.Record(Type.String(), Type.Unknown()))),
    start_time,
  },
  {
    ...closed,
    $id: 'ScheduleRequest',
    examples: [
      {
        name: 'Week 12',
        lots_data: [
          { lot_id: 'LOT001', lot_type: 'Product-A', vials: 1000, fill_hours: 2.5 },
          { lot_id: 'LOT002', lot_type: 'Product-B', vials: 1500, fill_hours: 2.5 },
        ],
        strategy: 'smart-pack',
        config: { clean_hours: 4 },
        start_time: '2026-03-02T08:00:00Z',
      },
    ],
  },
)

/** The door checks the envelope; lots and config are then read by core, which names every problem by index and value. */
export const ScheduleEnvelope = Type.Object(
  { name, lots_data: Type.Unknown(), strategy, config: Type.Optional(Type.Unknown()), start_time },
  closed,
)

/** The CSV form of a submit; `config` is JSON text. */
export const ScheduleUpload = Type.Object(
  {
    csv_file: Type.String({
      contentMediaType: 'text/csv',
      description: 'Lot ID,Type,Vials[,Fill Hours,Target Start,Target End,Priority]',
    }),
    name: Type.Optional(Type.String({ maxLength: 255 })),
    strategy,
    config: Type.Optional(Type.String({ contentMediaType: 'application/json' })),
    start_time: Type.Optional(Type.String({ maxLength: 64 })),
  },
  { ...closed, $id: 'ScheduleUpload' },
)

const summaryFields = {
  id: Id,
  name: Type.String(),
  strategy: Type.String(),
  status: ScheduleStatus,
  created_at: Timestamp,
  started_at: Nullable(Timestamp),
  completed_at: Nullable(Timestamp),
  error_message: Nullable(Type.String()),
  start_time: Timestamp,
}

export const ScheduleSummary = Type.Object(summaryFields, { ...closed, $id: 'ScheduleSummary' })

/** The 202 of a submit: what was understood differently from what was sent stands in `warnings`. */
export const ScheduleAccepted = Type.Object(
  { ...summaryFields, warnings: Type.Array(Type.String()) },
  { ...closed, $id: 'ScheduleAccepted' },
)

/** `progress` is there while a solver works on it, `result` once it is completed, or cancelled with the best plan kept. */
export const ScheduleDetail = Type.Object(
  {
    ...summaryFields,
    attempts: Type.Integer({ minimum: 0, description: 'How often it was tried, this time included.' }),
    earlier_attempts: Type.Array(EarlierAttempt, { description: 'Those that did not end it, the newest fifty.' }),
    progress: Nullable(Progress),
    result: Nullable(ScheduleResult),
  },
  { ...closed, $id: 'ScheduleDetail' },
)

export const ScheduleQuery = Type.Object(
  {
    page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000_000, default: 1 })),
    page_size: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
    status: Type.Optional(ScheduleStatus),
    strategy: Type.Optional(Type.String({ maxLength: 64 })),
  },
  closed,
)

export const ScheduleList = Type.Object(
  {
    schedules: Type.Array(ScheduleSummary),
    total: Type.Integer({ minimum: 0 }),
    page: Type.Integer({ minimum: 1 }),
    page_size: Type.Integer({ minimum: 1 }),
    pages: Type.Integer({ minimum: 0 }),
  },
  { ...closed, $id: 'ScheduleList' },
)

export const Deleted = Type.Object({ message: Type.String() }, { ...closed, $id: 'Deleted' })

export const ValidateRequest = Type.Union(
  [
    Type.Array(Lot),
    Type.Object(
      { lots_data: Type.Array(Lot), config: Type.Optional(Type.Record(Type.String(), Type.Unknown())) },
      closed,
    ),
  ],
  { $id: 'ValidateRequest' },
)

export const ValidateAnswer = Type.Object(
  {
    valid: Type.Boolean(),
    errors: Type.Array(Type.String()),
    warnings: Type.Array(Type.String()),
    lots_count: Type.Integer({ minimum: 0 }),
  },
  { ...closed, $id: 'ValidateAnswer' },
)

export const Strategy = Type.Object(
  { name: Type.String(), aliases: Type.Array(Type.String()), description: Type.String() },
  { ...closed, $id: 'Strategy' },
)

/** `GET …/export?format=json`. */
export const ExportDocument = Type.Object(
  {
    schedule: Type.Object(
      {
        id: Id,
        name: Type.String(),
        strategy: Type.String(),
        created_at: Timestamp,
        completed_at: Nullable(Timestamp),
        start_time: Timestamp,
      },
      closed,
    ),
    results: ScheduleResult,
  },
  { ...closed, $id: 'ExportDocument' },
)

export type ScheduleStatus = Static<typeof ScheduleStatus>
export type Lot = Static<typeof Lot>
export type ScheduleRequest = Static<typeof ScheduleRequest>
export type ScheduleEnvelope = Static<typeof ScheduleEnvelope>
export type ScheduleSummary = Static<typeof ScheduleSummary>
export type ScheduleAccepted = Static<typeof ScheduleAccepted>
export type ScheduleDetail = Static<typeof ScheduleDetail>
export type ScheduleQuery = Static<typeof ScheduleQuery>
export type ScheduleList = Static<typeof ScheduleList>
export type ValidateAnswer = Static<typeof ValidateAnswer>
export type Strategy = Static<typeof Strategy>
export type ExportDocument = Static<typeof ExportDocument>
