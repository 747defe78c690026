import { expect, it } from 'vitest'
import { after, type Changes, completed, demand, register, status, user } from './test-changes.ts'

const text = { type: 'string' }

it.each<[what: string, change: (today: Changes) => void]>([
  ['an optional field of a request', (today) => today.set(`${register} > properties`, { locale: text })],
  ['a field of an answer', demand(user, 'locale')],
  ['an optional field of an event', (today) => today.set(`${completed} > properties`, { lane: text })],
  ['a value that a request may say', (today) => today.push(status, 'paused')],
  ['wider limits of a request', (today) => today.set(`${register} > properties > password`, { maxLength: 256 })],
  ['tighter limits of an answer', (today) => today.set(`${user} > properties > id`, { minimum: 10 })],
  ['a parameter', (today) => today.set('operations > listSchedules > query > properties', { owner: text })],
  [
    'a content type',
    (today) => today.set('operations > exportSchedule > answers > 200 > content', { 'text/calendar': text }),
  ],
  ['a header of an answer', (today) => today.push('operations > me > answers > 200 > headers', 'ETag')],
  ['a route', (today) => today.set('operations', { brew: { route: 'GET /api/v1/tea', open: false, answers: {} } })],
  ['a route that needs no token any more', (today) => today.set('operations > me', { open: true })],
  ['an event', (today) => today.set('messages', { 'scheduling.schedule.paused.v1': { type: 'object' } })],
  ['an error code', (today) => today.set('errors', { 'schedule.paused': 409 })],
  ['a durable', (today) => today.set('durables', { 'solver-huge': 'SOLVE scheduling.solve.huge.v1' })],
  [
    'a kind of frame',
    (today) =>
      today.push('socket > messages > anyOf', {
        type: 'object',
        properties: { type: { const: 'hello' } },
        required: ['type'],
      }),
  ],
  ['nothing at all', () => undefined],
])('%s is an addition', (_what, change) => expect(after(change)).toEqual([]))
