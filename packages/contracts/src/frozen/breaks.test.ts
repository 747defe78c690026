import { describe, expect, it } from 'vitest'
import { after, type Changes, completed, demand, detail, drop, register, status, user } from './test-changes.ts'

type Case = readonly [what: string, change: (today: Changes) => void, sentence: string]

const events: readonly Case[] = [
  [
    'a field is removed',
    drop(completed, 'makespanHours'),
    'scheduling.schedule.completed.v1: the required field makespanHours was removed; consumers of release 0.1.0 read it',
  ],
  [
    'a field may be missing',
    (today) => today.remove(`${completed} > required`, 'optimal'),
    'scheduling.schedule.completed.v1: the field optimal may now be missing; consumers of release 0.1.0 count on it',
  ],
  [
    'a field must be there that was not',
    demand(completed, 'lane'),
    'scheduling.schedule.completed.v1: the new field lane is required; messages of release 0.1.0 that still wait do not have it',
  ],
  [
    'a subject is renamed',
    (today) => {
      today.set('messages', { 'scheduling.schedule.done.v1': {} })
      today.remove('messages', 'scheduling.schedule.completed.v1')
    },
    'scheduling.schedule.completed.v1: the subject was removed or renamed; consumers of release 0.1.0 wait for it',
  ],
  [
    'a durable is renamed',
    (today) => today.remove('durables', 'solver-fast'),
    'solver-fast: the durable was removed or renamed; solvers of release 0.1.0 pull from it, and what waits there would be stranded',
  ],
]

const requests: readonly Case[] = [
  [
    'a new field is needed',
    demand(register, 'captcha'),
    'POST /api/v1/auth/register: the new field captcha is required; clients of release 0.1.0 do not have it',
  ],
  [
    'a field is refused',
    (today) => today.remove('operations > createSchedule > body > application/json > properties', 'start_time'),
    'POST /api/v1/schedule: the field start_time is no longer accepted; clients of release 0.1.0 have it',
  ],
  [
    'a type is narrowed',
    (today) =>
      today.set('operations > createSchedule > body > application/json > properties', { name: { type: 'string' } }),
    'POST /api/v1/schedule: the field name may no longer be null; clients of release 0.1.0 send that',
  ],
  [
    'a limit is tightened',
    (today) => today.set(`${register} > properties > password`, { minLength: 12 }),
    'POST /api/v1/auth/register: the field password is now held to minLength 12; clients of release 0.1.0 were not told',
  ],
  [
    'a value is no longer known',
    (today) => today.remove(status, 'cancelled'),
    'GET /api/v1/schedules: the field status may no longer say cancelled; clients of release 0.1.0 say it',
  ],
  [
    'a parameter is removed',
    (today) => today.remove('operations > listSchedules > query > properties', 'page'),
    'GET /api/v1/schedules: the field page is no longer accepted; clients of release 0.1.0 have it',
  ],
  [
    'a header is no longer read',
    (today) => today.remove('operations > watchSchedule > headers > properties', 'Last-Event-ID'),
    'GET /api/v1/schedule/{id}/events: the field Last-Event-ID is no longer read; clients of release 0.1.0 have it',
  ],
  [
    'a content type is no longer taken',
    (today) => today.remove('operations > createSchedule > body', 'multipart/form-data'),
    'POST /api/v1/schedule: multipart/form-data is no longer taken; clients of release 0.1.0 send it',
  ],
  [
    'an open route asks for a token',
    (today) => today.set('operations > jwks', { open: false }),
    'GET /.well-known/jwks.json: a token is needed now; clients of release 0.1.0 send none',
  ],
  [
    'a frame is refused',
    (today) => today.remove('socket > requests > anyOf > 1 > properties', 'after'),
    'SocketRequest: the field after is no longer accepted; clients of release 0.1.0 have it',
  ],
]

const answers: readonly Case[] = [
  [
    'a field is removed',
    drop(user, 'created_at'),
    'GET /api/v1/auth/me: the required field created_at was removed; clients of release 0.1.0 read it',
  ],
  [
    'a field deep inside is removed',
    drop(`${detail} > properties > result > anyOf > 0 > properties > activities > items`, 'note'),
    'GET /api/v1/schedule/{id}: the required field result.activities[].note was removed; clients of release 0.1.0 read it',
  ],
  [
    'a type changes',
    (today) => today.set(`${user} > properties`, { id: { type: 'string' } }),
    'GET /api/v1/auth/me: the field id may now be string; clients of release 0.1.0 do not expect that',
  ],
  [
    'a value comes that nobody knows',
    (today) => today.push(`${detail} > properties > status > enum`, 'paused'),
    'GET /api/v1/schedule/{id}: the field status may now say paused; clients of release 0.1.0 do not know it',
  ],
  [
    'a number leaves its range',
    (today) => today.set(`${user} > properties > id`, { minimum: 0 }),
    'GET /api/v1/auth/me: the field id is no longer held to minimum 1; clients of release 0.1.0 count on it',
  ],
  [
    'a status is gone',
    (today) => {
      today.remove('operations > createSchedule > answers', '202')
    },
    'POST /api/v1/schedule: it no longer answers 202; clients of release 0.1.0 wait for that',
  ],
  [
    'another status may come',
    (today) => today.set('operations > me > answers', { 203: { content: {}, headers: [] } }),
    'GET /api/v1/auth/me: it may now answer 203; clients of release 0.1.0 do not expect that',
  ],
  [
    'a header is removed',
    (today) => today.remove('operations > createSchedule > answers > 202 > headers', 'Location'),
    'POST /api/v1/schedule: the header Location of 202 was removed; clients of release 0.1.0 read it',
  ],
  [
    'a content type is gone',
    (today) => today.remove('operations > exportSchedule > answers > 200 > content', 'text/csv'),
    'GET /api/v1/schedule/{id}/export: 200 no longer comes as text/csv; clients of release 0.1.0 read that',
  ],
  [
    'a frame loses an optional field',
    (today) => today.remove('socket > messages > anyOf > 6 > properties', 'channel'),
    'SocketMessage: the field <error>.channel was removed; clients of release 0.1.0 read it',
  ],
  [
    'a frame loses a field',
    drop('socket > messages > anyOf > 0', 'expires_at'),
    'SocketMessage: the required field expires_at was removed; clients of release 0.1.0 read it',
  ],
]

const routes: readonly Case[] = [
  [
    'one is removed',
    (today) => today.remove('operations', 'listStrategies'),
    'GET /api/v1/strategies: the route was removed; clients of release 0.1.0 call it',
  ],
  [
    'one moves',
    (today) => today.set('operations > me', { route: 'GET /api/v1/me' }),
    'GET /api/v1/auth/me: it is now GET /api/v1/me; clients of release 0.1.0 call it as it was',
  ],
  [
    'an operation is renamed',
    (today) => {
      today.set('operations', { whoAmI: today.get('operations > me') })
      today.remove('operations', 'me')
    },
    'GET /api/v1/auth/me: the operation me is now called whoAmI; clients of release 0.1.0 call it',
  ],
  [
    'an error code changes its status',
    (today) => today.set('errors', { 'lots.invalid': 422 }),
    'lots.invalid: its status was 400 and is now 422; clients of release 0.1.0 match on it',
  ],
  [
    'an error code is renamed',
    (today) => today.remove('errors', 'lots.invalid'),
    'lots.invalid: the error code was removed or renamed; clients of release 0.1.0 match on it',
  ],
]

describe.each(Object.entries({ events, requests, answers, routes }))(
  'of %s it is told, in one sentence,',
  (_of, cases) => {
    it.each(cases)('that %s', (_what, change, sentence) => expect(after(change)).toEqual([sentence]))
  },
)
