import { type Static, Type } from 'typebox'
import { closed, Id, Nullable, Timestamp } from '../scalars.ts'

const kind = Type.Enum(['job', 'message'], {
  description: '`job`: a schedule that failed without an answer. `message`: work that no solver could read.',
})

/** What the system gave up on, and why. */
export const DeadLetter = Type.Object(
  {
    id: Id,
    at: Timestamp,
    kind,
    reason: Type.String({ description: 'For a job the stable code of its failure and what its owner reads.' }),
    schedule_id: Nullable(Id),
    owner_id: Nullable(Id),
    subject: Nullable(Type.String()),
    message_id: Nullable(Type.String()),
    data: Type.Unknown({ description: 'What the message said; null for a job.' }),
    replayed_at: Nullable(Timestamp),
  },
  {
    ...closed,
    $id: 'DeadLetter',
    examples: [
      {
        ...{ id: 1, at: '2026-03-02T08:00:00.000Z', kind: 'job', schedule_id: 17, owner_id: 3 },
        reason: 'solver.crashed: Planning these lots stopped unexpectedly',
        ...{ subject: null, message_id: null, data: null, replayed_at: null },
      },
    ],
  },
)

export const DeadLetterQuery = Type.Object(
  {
    page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000_000, default: 1 })),
    page_size: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
    kind: Type.Optional(kind),
    replayed: Type.Optional(Type.Enum(['yes', 'no'])),
    schedule_id: Type.Optional(Id),
  },
  closed,
)

export const DeadLetterList = Type.Object(
  {
    dead_letters: Type.Array(DeadLetter),
    total: Type.Integer({ minimum: 0 }),
    page: Type.Integer({ minimum: 1 }),
    page_size: Type.Integer({ minimum: 1 }),
    pages: Type.Integer({ minimum: 0 }),
  },
  { ...closed, $id: 'DeadLetterList' },
)

export type DeadLetter = Static<typeof DeadLetter>
export type DeadLetterQuery = Static<typeof DeadLetterQuery>
export type DeadLetterList = Static<typeof DeadLetterList>
