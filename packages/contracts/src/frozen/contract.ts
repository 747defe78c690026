import { errorCodes } from '../errors.ts'
import { messages } from '../events/messages.ts'
import type { Operation } from '../http/operation.ts'
import { operations } from '../http/operations.ts'
import { internalOperations } from '../http/operations-internal.ts'
import { SocketMessage, SocketRequest } from '../http/socket.ts'
import { consumers } from '../topology.ts'
import { bare, type Schema } from './schema.ts'

type Schemas = Readonly<Record<string, Schema>>

export interface FrozenAnswer {
  readonly content: Schemas
  readonly headers: readonly string[]
}

export interface FrozenOperation {
  /** `GET /api/v1/schedules` */
  readonly route: string
  readonly open: boolean
  readonly params?: Schema
  readonly query?: Schema
  readonly headers?: Schema
  readonly body?: Schemas
  readonly answers: Readonly<Record<string, FrozenAnswer>>
}

/** All that strangers and other releases of ours may count on. */
export interface Contract {
  readonly release: string
  readonly operations: Readonly<Record<string, FrozenOperation>>
  /** By subject. */
  readonly messages: Schemas
  readonly socket: { readonly requests: Schema; readonly messages: Schema }
  /** The status of each error code. */
  readonly errors: Readonly<Record<string, number>>
  /** By name: `SOLVE scheduling.solve.fast.v1` */
  readonly durables: Readonly<Record<string, string>>
}

/** What the code says today. */
export const contractOf = (release: string): Contract => ({
  release,
  operations: Object.fromEntries([...operations, ...internalOperations].map((it) => [it.id, frozen(it)])),
  messages: Object.fromEntries(messages.map(({ subject, data }) => [subject, bare(data)])),
  socket: { requests: bare(SocketRequest), messages: bare(SocketMessage) },
  errors: Object.fromEntries(Object.entries(errorCodes).map(([code, { status }]) => [code, status])),
  durables: Object.fromEntries(
    consumers.map(({ durable, stream, filterSubject }) => [durable, `${stream} ${filterSubject}`]),
  ),
})

const all = (content: Readonly<Record<string, object>> = {}): Schemas =>
  Object.fromEntries(Object.entries(content).map(([type, schema]) => [type, bare(schema)]))

const frozen = ({ method, path, open, params, query, headers, body, answers }: Operation): FrozenOperation => ({
  route: `${method.toUpperCase()} ${path}`,
  open: open === true,
  ...(params ? { params: bare(params) } : {}),
  ...(query ? { query: bare(query) } : {}),
  ...(headers ? { headers: bare(headers) } : {}),
  ...(body ? { body: all(body) } : {}),
  answers: Object.fromEntries(
    Object.entries(answers).map(([status, answer]) => [
      status,
      { content: all(answer.content), headers: Object.keys(answer.headers ?? {}) },
    ]),
  ),
})
