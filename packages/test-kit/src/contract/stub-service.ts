import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { check, type ErrorCode, errorCodes, type Operation, passingStatuses } from '@filling/contracts'
import { findOperation } from './find-operation.ts'
import { samplesOf } from './samples.ts'

interface Given {
  readonly status: number
  readonly type: string
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface Asked {
  readonly operation: string
  readonly body: string
  readonly authorization: string | undefined
}

/** A neighbour that answers as its contract says, and notes whoever asks what the contract does not know. */
export interface StubService {
  readonly url: string
  readonly asked: Asked[]
  readonly complaints: string[]
  /** From now on this operation answers so; the first sample of its success until then. */
  answer(operation: string, given: Given): void
  close(): Promise<void>
}

export const stubService = async (
  serves: readonly Operation[],
  always: Readonly<Record<string, Given>> = {},
): Promise<StubService> => {
  const answers = new Map(Object.entries(always))
  const [asked, complaints]: [Asked[], string[]] = [[], []]
  const take = (req: IncomingMessage, res: ServerResponse, body: string): void => {
    const operation = findOperation(serves, req.method ?? '', new URL(req.url ?? '/', 'http://stub').pathname)
    if (!operation) {
      complaints.push(`${req.method} ${req.url} is asked, which is not served here`)
      res.writeHead(404).end()
      return
    }
    complaints.push(...complaintsAboutRequest(operation, req, body))
    asked.push({ operation: operation.id, body, authorization: req.headers.authorization })
    const { status, type, body: text, headers } = answers.get(operation.id) ?? firstAnswer(operation)
    res.writeHead(status, { 'content-type': type, 'x-request-id': 'stub', ...headers }).end(text)
  }
  const server = createServer((req, res) => {
    let body = ''
    req.setEncoding('utf8').on('data', (piece: string) => (body += piece))
    req.on('end', () => take(req, res, body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    ...{ asked, complaints },
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answer: (operation, given) => void answers.set(operation, given),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const complaintsAboutRequest = (operation: Operation, req: IncomingMessage, body: string): readonly string[] => {
  const type = (req.headers['content-type'] ?? '').split(';')[0] ?? ''
  if (!operation.body) return body === '' ? [] : [`${operation.id} is sent a body and has none`]
  if (!operation.body[type]) return [`${operation.id} is sent ${type || 'nothing'}`]
  if (type !== 'application/json') return []
  const checked = check(operation.body[type], JSON.parse(body))
  return checked.ok ? [] : checked.errors.map((error) => `${operation.id} is sent what it does not take: ${error}`)
}

/** Everything that an operation may answer with success, by its contract. */
export const successesOf = (operation: Operation): readonly Given[] =>
  Object.entries(operation.answers).flatMap(([status, { content, headers = {} }]) => {
    const base = {
      status: Number(status),
      headers: Object.fromEntries(Object.keys(headers).map((name) => [name, '1'])),
    }
    if (!content) return Number(status) < 200 ? [] : [{ ...base, type: 'text/plain', body: '' }]
    return Object.entries(content).flatMap(([type, schema]) =>
      samplesOf(schema).map((sample) => ({
        ...base,
        type,
        body: type.endsWith('json') ? JSON.stringify(sample) : String(sample),
      })),
    )
  })

const firstAnswer = (operation: Operation): Given => {
  const [first] = successesOf(operation)
  if (!first) throw new Error(`${operation.id} has no answer to give`)
  return first
}

export const refusalOf = (code: ErrorCode): Given => ({
  status: errorCodes[code].status,
  type: 'application/json',
  ...(passingStatuses.includes(errorCodes[code].status) ? { headers: { 'retry-after': '7' } } : {}),
  body: JSON.stringify({ detail: `Because of ${code}`, code, request_id: 'stub' }),
})
