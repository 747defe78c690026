import type { TObject, TSchema } from 'typebox'
import type { ErrorCode } from '../errors.ts'

export interface Answer {
  readonly description: string
  /** Content type → schema; absent when the body is not described (a page, a file). */
  readonly content?: Readonly<Record<string, TSchema>>
  readonly headers?: Readonly<Record<string, string>>
}

/** One route of the public API. The gateway routes by this table and OpenAPI is printed from it: a route is added here or not at all. */
export interface Operation {
  readonly id: string
  readonly method: 'get' | 'post' | 'delete'
  /** OpenAPI style: `/api/v1/schedule/{id}`. */
  readonly path: string
  readonly service: 'auth' | 'scheduler' | 'export' | 'gateway'
  /** Reachable without a token. Absent = a token is needed. */
  readonly open?: true
  readonly tag: 'auth' | 'schedules' | 'live' | 'operators' | 'platform'
  readonly summary: string
  readonly params?: TObject
  readonly query?: TObject
  readonly headers?: TObject
  /** Content type → schema of the request body. */
  readonly body?: Readonly<Record<string, TSchema>>
  readonly answers: Readonly<Record<number, Answer>>
  /** Errors besides those every route may give (see `commonErrors`). */
  readonly errors?: readonly ErrorCode[]
}

export const json = (schema: TSchema) => ({ 'application/json': schema })
