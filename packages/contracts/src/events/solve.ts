import { Type } from 'typebox'
import { closed, Id } from '../scalars.ts'
import { defineEvent, type EventData } from './define-event.ts'

/** Two lanes, so that a long proof never stands in front of a quick plan. */
export const lanes = ['fast', 'exact'] as const
export type Lane = (typeof lanes)[number]

/** Work carries ids only: the database is the truth, the message is the doorbell. */
const data = Type.Object({ scheduleId: Id }, closed)
const examples = [{ scheduleId: 1 }]

export const solveRequestedV1 = {
  fast: defineEvent({ subject: 'scheduling.solve.fast.v1', summary: 'A heuristic plan is wanted.', data, examples }),
  exact: defineEvent({ subject: 'scheduling.solve.exact.v1', summary: 'An optimised plan is wanted.', data, examples }),
} as const

export type SolveRequested = EventData<typeof solveRequestedV1.fast>
