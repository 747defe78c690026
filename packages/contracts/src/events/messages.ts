import { cancelHint } from './cancel.ts'
import type { EventDefinition } from './define-event.ts'
import { progressHint } from './progress.ts'
import * as schedule from './schedule.ts'
import { solveRequestedV1 } from './solve.ts'
import { takenHint } from './taken.ts'

/** Everything that file defines, so that a new fact is printed, frozen and tested without being listed again. */
export const facts: readonly EventDefinition[] = Object.values(schedule)

export const work: readonly EventDefinition[] = Object.values(solveRequestedV1)

/** Core NATS, at most once. */
export const hints: readonly EventDefinition[] = [progressHint, cancelHint, takenHint]

/** Every message that travels between our processes. */
export const messages: readonly EventDefinition[] = [...work, ...facts, ...hints]

/** `scheduling.schedule.completed.v1` → `scheduleCompletedV1` */
export const messageName = ({ subject }: Pick<EventDefinition, 'subject'>): string =>
  subject
    .replace(/^scheduling\./, '')
    .replace(/\.\*$/, '')
    .replaceAll(/\.(\w)/g, (_dot, letter: string) => letter.toUpperCase())

/** Whether a subject is one of those that a pattern with `*` stands for. */
export const subjectMatches = (pattern: string, subject: string): boolean =>
  new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '[^.]+')}$`).test(subject)
