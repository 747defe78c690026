import { Readable } from 'node:stream'
import { bodyLimitBytes } from '@filling/contracts'
import { inCallSpan, type Upstream, upstreamError } from '@filling/service-kit'
import type { Request, RequestHandler, Response } from 'express'
import { routeOf } from '../access/admit.ts'
import type { Services } from '../adapters/services.ts'
import { hasBody, readWhole, streamed } from './body.ts'
import { copyAnswerHeaders, headersToSend } from './headers.ts'

export interface ForwardParts {
  readonly services: Services
  readonly timeoutMs: number
}

/** Hands the request to its service and the answer back, both as streams; whoever goes away first ends the other. */
export const forward =
  ({ services, timeoutMs }: ForwardParts): RequestHandler =>
  async (req, res) => {
    const { operation, path } = routeOf(res)
    if (operation.service === 'gateway') throw new Error('A route of the gateway itself is not mounted')
    const service = services[operation.service]
    const withBody = operation.body !== undefined && hasBody(req)
    try {
      const call = () => pass(req, res, { service, path, withBody, timeoutMs })
      await inCallSpan(`${operation.service} ${req.method} ${operation.path}`, call)
    } catch (error) {
      // Nobody is left to hear about it.
      if (!res.destroyed) throw upstreamError(error)
    }
  }

interface Passage {
  readonly service: Upstream
  readonly path: string
  readonly withBody: boolean
  readonly timeoutMs: number
}

const pass = async (req: Request, res: Response, { service, path, withBody, timeoutMs }: Passage): Promise<void> => {
  const gone = new AbortController()
  res.once('close', () => res.writableFinished || gone.abort())
  const request = {
    method: req.method as 'GET',
    path,
    headers: headersToSend(req, res, { withBody }),
    body: withBody ? await bodyOf(req) : null,
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

const bodyOf = async (req: Request): Promise<Buffer | Readable> => {
  const announced = Number(req.headers['content-length'] ?? Number.POSITIVE_INFINITY)
  if (announced <= smallBytes) return readWhole(req, smallBytes)
  return Readable.from(streamed(req, bodyLimitBytes), { objectMode: false })
}
