import { type Static, Type } from 'typebox'
import { type ErrorCode, errorCodes } from '../errors.ts'
import { closed, Timestamp } from '../scalars.ts'
import { ScheduleState } from './progress.ts'

/** `schedule:<id>` */
const Channel = Type.String({ pattern: '^schedule:[1-9][0-9]{0,15}$', examples: ['schedule:1'] })
const text = (maxLength: number) => Type.String({ minLength: 1, maxLength })

/** What a client may say on `/api/v1/ws`, by `type`. */
export const socketRequests = {
  auth: Type.Object(
    { type: Type.Literal('auth'), token: Type.Optional(text(4_096)), ticket: Type.Optional(text(128)) },
    { ...closed, minProperties: 2, maxProperties: 2, description: 'Within ten seconds: either a token or a ticket.' },
  ),
  subscribe: Type.Object(
    {
      type: Type.Literal('subscribe'),
      channel: Channel,
      after: Type.Optional(Type.Integer({ minimum: 0, description: 'The last `sequence` that was seen.' })),
    },
    closed,
  ),
  unsubscribe: Type.Object({ type: Type.Literal('unsubscribe'), channel: Channel }, closed),
  ping: Type.Object({ type: Type.Literal('ping') }, closed),
} as const

export const SocketRequest = Type.Union(Object.values(socketRequests), {
  $id: 'SocketRequest',
  examples: [{ type: 'auth', token: 'eyJ…' }, { type: 'subscribe', channel: 'schedule:1' }, { type: 'ping' }],
})

const news = (type: string, description: string) =>
  Type.Object({ type: Type.Literal(type), channel: Channel, data: ScheduleState }, { description })

/** What the server says. Unknown types are to be ignored. */
export const SocketMessage = Type.Union(
  [
    Type.Object({ type: Type.Literal('ready'), expires_at: Timestamp }, { description: 'Signed in, until then.' }),
    Type.Object({ type: Type.Literal('subscribed'), channel: Channel }),
    Type.Object({ type: Type.Literal('unsubscribed'), channel: Channel }),
    news('progress', 'The newest state; what was newer than it before a slow reader took it is left out.'),
    news('end', 'The last state; the subscription is over.'),
    Type.Object({ type: Type.Literal('pong') }),
    Type.Object({
      type: Type.Literal('error'),
      code: Type.Enum(Object.keys(errorCodes) as ErrorCode[], { 'x-may-grow': true }),
      detail: Type.String(),
      channel: Type.Optional(Type.String()),
    }),
  ],
  {
    $id: 'SocketMessage',
    'x-may-grow': true,
    examples: [
      { type: 'ready', expires_at: '2026-03-02T08:15:00.000Z' },
      {
        type: 'error',
        code: 'schedule.forbidden',
        detail: 'This schedule belongs to another user',
        channel: 'schedule:1',
      },
    ],
  },
)

export const SocketTicket = Type.Object(
  {
    ticket: Type.String({ description: 'Opens one socket, once.' }),
    expires_in: Type.Integer({ minimum: 1, description: 'Seconds.' }),
  },
  { ...closed, $id: 'SocketTicket' },
)

/** Between gateway and auth only: the ticket goes, the token that it stands for comes. */
export const RedeemTicket = Type.Object({ ticket: text(128) }, { ...closed, $id: 'RedeemTicket' })
export const RedeemedTicket = Type.Object({ access_token: Type.String() }, { ...closed, $id: 'RedeemedTicket' })

type Requests = typeof socketRequests
export type SocketRequest = { [K in keyof Requests]: Static<Requests[K]> }[keyof Requests]
export type SocketMessage = Static<typeof SocketMessage>
export type SocketTicket = Static<typeof SocketTicket>
export type RedeemedTicket = Static<typeof RedeemedTicket>
