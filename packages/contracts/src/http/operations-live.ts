import { Type } from 'typebox'
import { closed, Id } from '../scalars.ts'
import { json, type Operation } from './operation.ts'
import { ScheduleState } from './progress.ts'
import { SocketTicket } from './socket.ts'

const params = Type.Object({ id: Id }, closed)
const one = ['schedule.not_found', 'schedule.forbidden'] as const

const resume = Type.Object({
  'Last-Event-ID': Type.Optional(
    Type.String({ maxLength: 64, description: 'Nothing older than this event is sent again.' }),
  ),
})

const stream = Type.String({
  description: `Server-sent events. \`progress\`: a ScheduleState, at most four a second, the current one at once, with its
sequence as \`id\`. \`end\`: the last state; the stream is over for good. \`expired\`: the access token has ended; connect again
with a new one. A comment every 15 s. A reader that is too slow gets the newest state only.`,
})

/** How to watch a schedule on its way. */
export const liveOperations: readonly Operation[] = [
  {
    id: 'getScheduleState',
    method: 'get',
    path: '/api/v1/schedule/{id}/state',
    service: 'scheduler',
    tag: 'live',
    summary: 'Status and progress without the plan, for pollers',
    params,
    answers: { 200: { description: 'The state', content: json(ScheduleState) } },
    errors: one,
  },
  {
    id: 'watchSchedule',
    method: 'get',
    path: '/api/v1/schedule/{id}/events',
    service: 'gateway',
    tag: 'live',
    summary: 'Progress as server-sent events, until the schedule has ended',
    params,
    headers: resume,
    answers: {
      200: { description: 'A stream', content: { 'text/event-stream': stream } },
      204: { description: 'The last event of this schedule was seen already' },
    },
    errors: one,
  },
  {
    id: 'createSocketTicket',
    method: 'post',
    path: '/api/v1/ws/ticket',
    service: 'auth',
    tag: 'live',
    summary: 'A one-time key for a WebSocket, good for 30 seconds, so that no token is ever part of an address',
    answers: { 201: { description: 'The ticket', content: json(SocketTicket) } },
  },
  {
    id: 'openSocket',
    method: 'get',
    path: '/api/v1/ws',
    service: 'gateway',
    open: true,
    tag: 'live',
    summary: 'WebSocket: many schedules over one connection; frames are SocketRequest and SocketMessage',
    query: Type.Object({ ticket: Type.Optional(Type.String({ maxLength: 128 })) }, closed),
    answers: { 101: { description: 'A WebSocket, on which nothing is told before an `auth` frame or a ticket' } },
    errors: ['request.upgrade_required', 'request.origin_refused', 'request.malformed', 'auth.not_authenticated'],
  },
]
