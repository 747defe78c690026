import { Readable } from 'node:stream'
import { upstreamError } from '@filling/service-kit'
import type { Request, RequestHandler, Response } from 'express'
import { routeOf } from '../access/admit.ts'
import type { Services } from '../adapters/services.ts'
import { bodyLimitBytes, hasBody, streamed } from './body.ts'
import { copyAnswerHeaders, headersToSend } from './headers.ts'

export interface ForwardParts {
  readonly services: Services
  readonly timeoutMs: number
}

/** Hands the request to its service and the answer back, both as streams; whoever goes away first ends the other. */
export const forward =
  ({ services, timeoutMs }: ForwardParts): RequestHandler =>
  async (req, res) => {
    const { service } = routeOf(res).operation
    if (service === 'gateway') throw new Error('A route of the gateway itself is not mounted')
    const gone = new AbortController()
    res.once('close', () => gone.abort())
    const request = { ...requestTo(req, res), headersTimeout: timeoutMs, signal: gone.signal }
    try {
      await services[service].stream(request, ({ statusCode, headers }) => {
        res.statusCode = statusCode
        copyAnswerHeaders(headers, res)
        return res
      })
    } catch (error) {
      // Nobody is left to hear about it.
      if (!res.destroyed) throw upstreamError(error)
    }
  }

/** The path that was matched, the headers that are allowed, and the body if the operation has one. */
const requestTo = (req: Request, res: Response) => {
  const { operation, path } = routeOf(res)
  const withBody = operation.body !== undefined && hasBody(req)
  return {
    method: req.method as 'GET',
    path,
    headers: headersToSend(req, res, withBody),
    body: withBody ? bodyOf(req, res) : null,
  }
}

/** A body that was already read to count a sign-in is not in the stream any more. */
const bodyOf = (req: Request, res: Response): Buffer | Readable =>
  (res.locals.body as Buffer | undefined) ?? Readable.from(streamed(req, bodyLimitBytes), { objectMode: false })
