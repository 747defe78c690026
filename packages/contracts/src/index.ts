export { asyncApi } from './asyncapi.ts'
export { type ErrorCode, errorCodes, passingStatuses } from './errors.ts'
export { cancelHint } from './events/cancel.ts'
export type { EventData, EventDefinition } from './events/define-event.ts'
export { MessageHeaders } from './events/headers.ts'
export { messages, subjectMatches } from './events/messages.ts'
export { progressHint, progressSubject } from './events/progress.ts'
export {
  type ScheduleCancelled,
  type ScheduleCompleted,
  type ScheduleDeleted,
  type ScheduleFailed,
  type ScheduleSubmitted,
  scheduleCancelledV1,
  scheduleCompletedV1,
  scheduleDeletedV1,
  scheduleFailedV1,
  scheduleSubmittedV1,
} from './events/schedule.ts'
export { type Lane, lanes, type SolveRequested, solveRequestedV1 } from './events/solve.ts'
export { takenHint } from './events/taken.ts'
export { checkClosed, checkOpen } from './forms.ts'
export * from './http/auth.ts'
export * from './http/dead-letter.ts'
export { ErrorBody, type InvalidDocument, Problem } from './http/error.ts'
export { Health, Readiness } from './http/health.ts'
export { CancelQuery, EarlierAttempt, ScheduleStats } from './http/lifecycle.ts'
export type { Operation } from './http/operation.ts'
export { operations } from './http/operations.ts'
export { Progress, ScheduleState } from './http/progress.ts'
export { type Activity, ScheduleResult } from './http/result.ts'
export * from './http/schedule.ts'
export * from './http/socket.ts'
export { isTerminal, scheduleStatuses } from './http/status.ts'
export { bodyLimitBytes } from './limits.ts'
export { errorsOf, openApi } from './openapi.ts'
export { type ConsumerDefinition, consumers, type StreamDefinition, solverConsumers, streams } from './topology.ts'
export { type Party, parties, type Traffic, traffic } from './traffic.ts'
export { type Checked, check, checkText } from './validate.ts'
