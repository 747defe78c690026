import { Type } from 'typebox'
import { closed, Id, Timestamp } from '../scalars.ts'
import { defineEvent, type EventData } from './define-event.ts'

const subject = { scheduleId: Id, ownerId: Id, at: Timestamp }
const sample = { scheduleId: 1, ownerId: 1, at: '2026-03-02T08:00:00.000Z' }

/** A schedule is stored and waits for a solver. */
export const scheduleSubmittedV1 = defineEvent({
  subject: 'scheduling.schedule.submitted.v1',
  summary: 'A schedule was accepted.',
  data: Type.Object({ ...subject, strategy: Type.String(), lots: Type.Integer({ minimum: 1 }) }, closed),
  examples: [{ ...sample, strategy: 'smart-pack', lots: 15 }],
})

/** A schedule has its plan. Published once per schedule, in the transaction that stored the plan. */
export const scheduleCompletedV1 = defineEvent({
  subject: 'scheduling.schedule.completed.v1',
  summary: 'A schedule has a checked plan.',
  data: Type.Object(
    {
      ...subject,
      strategy: Type.String(),
      makespanHours: Type.Number({ exclusiveMinimum: 0 }),
      lowerBoundHours: Type.Number({ minimum: 0 }),
      optimal: Type.Boolean(),
    },
    closed,
  ),
  examples: [{ ...sample, strategy: 'milp-opt', makespanHours: 186.5, lowerBoundHours: 186.5, optimal: true }],
})

/** A schedule will never have a plan; `reason` is what its owner reads. */
export const scheduleFailedV1 = defineEvent({
  subject: 'scheduling.schedule.failed.v1',
  summary: 'A schedule could not be planned.',
  data: Type.Object({ ...subject, reason: Type.String() }, closed),
  examples: [{ ...sample, reason: 'No plan meets every target window' }],
})

/** The owner stopped a schedule before it had ended; `kept` = with the best plan so far. */
export const scheduleCancelledV1 = defineEvent({
  subject: 'scheduling.schedule.cancelled.v1',
  summary: 'A schedule was stopped by its owner.',
  data: Type.Object({ ...subject, kept: Type.Boolean() }, closed),
  examples: [{ ...sample, kept: false }],
})

/** The owner removed a schedule together with its plan. */
export const scheduleDeletedV1 = defineEvent({
  subject: 'scheduling.schedule.deleted.v1',
  summary: 'A schedule was deleted by its owner.',
  data: Type.Object(subject, closed),
  examples: [sample],
})

export type ScheduleSubmitted = EventData<typeof scheduleSubmittedV1>
export type ScheduleCompleted = EventData<typeof scheduleCompletedV1>
export type ScheduleFailed = EventData<typeof scheduleFailedV1>
export type ScheduleCancelled = EventData<typeof scheduleCancelledV1>
export type ScheduleDeleted = EventData<typeof scheduleDeletedV1>
