import { type Static, Type } from 'typebox'
import { type ErrorCode, errorCodes } from '../errors.ts'
import { closed } from '../scalars.ts'

/** All problems of a document together, so that one round is enough to mend it. */
export const InvalidDocument = Type.Object(
  {
    message: Type.String(),
    errors: Type.Array(Type.String()),
    warnings: Type.Array(Type.String()),
  },
  closed,
)

/** New failures get new codes: whoever does not know one goes by the status. */
const Code = Type.Enum(Object.keys(errorCodes) as ErrorCode[], { 'x-may-grow': true })

export const ErrorBody = Type.Object(
  {
    detail: Type.Union([Type.String(), InvalidDocument]),
    code: Code,
    request_id: Type.String(),
  },
  {
    ...closed,
    $id: 'Error',
    description: 'Match on `code`; `detail` is for people. Quote `request_id` when you report a problem.',
    examples: [{ detail: 'Schedule not found', code: 'schedule.not_found', request_id: '5f0c7d8e-1' }],
  },
)

/** RFC 9457, sent to callers that accept `application/problem+json`. */
export const Problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    instance: Type.String(),
    code: Code,
    errors: Type.Optional(Type.Array(Type.String())),
    warnings: Type.Optional(Type.Array(Type.String())),
    request_id: Type.String(),
  },
  { ...closed, $id: 'Problem' },
)

export type InvalidDocument = Static<typeof InvalidDocument>
export type ErrorBody = Static<typeof ErrorBody>
export type Problem = Static<typeof Problem>
