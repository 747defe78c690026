import { Type } from 'typebox'
import { closed, Id } from '../scalars.ts'
import { defineEvent } from './define-event.ts'

/** A hint on core NATS to the solver that works on a schedule: nobody wants it any more. It finds out without it as well. */
export const cancelHint = defineEvent({
  subject: 'control.cancel.*',
  summary: 'A schedule is no longer wanted.',
  data: Type.Object({ scheduleId: Id }, closed),
  examples: [{ scheduleId: 1 }],
})
