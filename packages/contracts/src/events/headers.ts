import { type Static, Type } from 'typebox'

/** What travels beside the data of work and facts. Open: tracing systems bring headers of their own. */
export const MessageHeaders = Type.Object(
  {
    'Nats-Msg-Id': Type.String({
      pattern: '^[1-9][0-9]*:[a-z0-9:-]+$',
      description: 'The broker keeps one message for each id; a job that is announced again gets a new one.',
    }),
    'x-request-id': Type.Optional(Type.String({ description: 'The request that started it all.' })),
    traceparent: Type.Optional(Type.String({ description: 'W3C Trace Context.' })),
    tracestate: Type.Optional(Type.String()),
  },
  { $id: 'MessageHeaders', examples: [{ 'Nats-Msg-Id': '1:1', 'x-request-id': '5f0c7d8e-1' }] },
)

export type MessageHeaders = Static<typeof MessageHeaders>
