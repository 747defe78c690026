import { Type } from 'typebox'

/** RFC 3339 in UTC with `Z`; the only form in which the system writes a time. */
export const Timestamp = Type.String({ format: 'date-time', examples: ['2026-03-02T08:00:00.000Z'] })

/** Row ids: they start at 1 and stay within what a JSON number holds exactly. */
export const Id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })

export const Hours = Type.Number({ minimum: 0, description: 'Hours from schedule start, or a length in hours.' })

export const Nullable = <T extends import('typebox').TSchema>(schema: T) => Type.Union([schema, Type.Null()])

/** Our own shapes are closed: an unknown field is a mistake that the sender should hear about. */
export const closed = { additionalProperties: false } as const
