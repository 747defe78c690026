export { ApiError, NotPlannedError } from './api-error.ts'
export { type ClientOptions, type SchedulerClient, schedulerClient } from './client.ts'
export type { CsvSubmit, SubmitOptions } from './submit.ts'
export type { CompletedSchedule, WaitOptions } from './wait.ts'
