import { Type } from 'typebox'
import { closed } from '../scalars.ts'
import { defineEvent } from './define-event.ts'

const Taken = Type.Object(
  {
    limit: Type.String({ minLength: 1, maxLength: 64, description: 'Which of the limits.' }),
    key: Type.String({ minLength: 1, maxLength: 128, description: 'Who is counted: a user or an address.' }),
    count: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
  },
  closed,
)

/**
 * A hint on core NATS from one gateway to the others, so that a limit is one limit however many gateways there are.
 * While the broker is away each counts for itself.
 */
export const takenHint = defineEvent({
  subject: 'control.taken',
  summary: 'What was taken of the request limits since the last hint.',
  data: Type.Object(
    {
      from: Type.String({ minLength: 1, maxLength: 64, description: 'The gateway that counted; it knows already.' }),
      taken: Type.Array(Taken, { minItems: 1, maxItems: 1_000 }),
    },
    closed,
  ),
  examples: [{ from: '0a9c4c1e', taken: [{ limit: 'caller', key: 'user:1', count: 3 }] }],
})
