import { Readable } from 'node:stream'
import { bodyLimitBytes } from '@filling/contracts'
import { callerOf, inCallSpan, type Upstream, upstreamError } from '@filling/service-kit'
import type { Request, RequestHandler, Response } from 'express'
import { routeOf } from '../access/admit.ts'
import type { Services } from '../adapters/services.ts'
import type { Seats } from '../live/seats.ts'
import { hasBody, readWhole, streamed } from './body.ts'
import { copyAnswerHeaders, headersToSend } from './headers.ts'

export interface ForwardParts {
  readonly services: Services
  readonly uploads: Uploads
  readonly timeoutMs: number
}

/** A large body holds a connection for as long as its sender likes, so it must not be one that others wait for. */
export interface Uploads {
  readonly scheduler: Upstream
  readonly seats: Seats
}

/** Hands the request to its service and the answer back, both as streams; whoever goes away first ends the other. */
export const forward =
  ({ services, uploads, timeoutMs }: ForwardParts): RequestHandler =>
  async (req, res) => {
    const { operation, path } = routeOf(res)
    if (operation.service === 'gateway') throw new Error('A route of the gateway itself is not mounted')
    const withBody = operation.body !== undefined && hasBody(req)
    const large = withBody && operation.service === 'scheduler' && isLarge(req)
    using _seat = large ? uploads.seats.take(callerOf(res).id) : undefined
    const service = large ? uploads.scheduler : services[operation.service]
    try {
      const body = () => (large ? inPieces(req) : readWhole(req, smallBytes))
      const call = () => pass(req, res, { service, path, timeoutMs, ...(withBody ? { body } : {}) })
      await inCallSpan(`${operation.service} ${req.method} ${operation.path}`, call)
    } catch (error) {
      // Nobody is left to hear about it.
      if (!res.destroyed) throw upstreamError(error)
    }
  }

interface Passage {
  readonly service: Upstream
  readonly path: string
  /** Absent where none is expected. */
  readonly body?: () => Promise<Buffer> | Readable
  readonly timeoutMs: number
}

const pass = async (req: Request, res: Response, { service, path, body, timeoutMs }: Passage): Promise<void> => {
  const gone = new AbortController()
  res.once('close', () => res.writableFinished || gone.abort())
  const request = {
    method: req.method as 'GET',
    path,
    headers: headersToSend(req, res, { withBody: body !== undefined }),
    body: body ? await body() : null,
    headersTimeout: timeoutMs,
    signal: gone.signal,
  }
  const send = () =>
    service.stream(request, ({ statusCode, headers }) => {
      res.statusCode = statusCode
      copyAnswerHeaders(headers, res)
      return res
    })
  await send().catch((error) => (mayRepeat(error, req, res) ? send() : Promise.reject(error)))
}

/** A kept connection may be closed by a service that restarts just when it is used; a question can be asked again. */
const mayRepeat = (error: unknown, req: Request, res: Response): boolean => {
  const { code } = error as { code?: string }
  const lost = code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE'
  return lost && !res.headersSent && !res.destroyed && (req.method === 'GET' || req.method === 'HEAD')
}

/** A small body goes out in one piece with its headers, which is a fifth cheaper than a stream. */
const smallBytes = 65_536

const isLarge = (req: Request): boolean =>
  Number(req.headers['content-length'] ?? Number.POSITIVE_INFINITY) > smallBytes

const inPieces = (req: Request): Readable => Readable.from(streamed(req, bodyLimitBytes), { objectMode: false })
