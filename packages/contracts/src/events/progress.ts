import { ScheduleState } from '../http/progress.ts'
import { defineEvent } from './define-event.ts'

/** Where hints about one schedule travel; `*` for all. */
export const progressSubject = (scheduleId: number | '*'): string => `progress.schedule.${scheduleId}`

/**
 * A hint on core NATS to whoever watches: at most four a second and schedule, and the last one after the commit that
 * ended it. It may get lost; the row of the schedule is the truth.
 */
export const progressHint = defineEvent({
  subject: progressSubject('*'),
  summary: 'How far a schedule is.',
  data: ScheduleState,
  examples: [
    { schedule_id: 1, status: 'pending', error_message: null, progress: null },
    { schedule_id: 1, status: 'failed', error_message: 'No plan meets every target window', progress: null },
  ],
})
