import type { IncomingHttpHeaders } from 'node:http'
import { contextHeaders } from '@filling/service-kit'
import type { Request, Response } from 'express'

/**
 * Only what is named here travels on. Everything that belongs to one connection (RFC 9110 §7.6.1) or could be read
 * differently by two servers stays behind: that is what request smuggling lives on.
 */
const requestHeaders = ['accept', 'idempotency-key', 'if-none-match', 'user-agent'] as const

/** What describes the body goes only where the body goes. */
const headersWithBody = [...requestHeaders, 'content-type', 'content-encoding', 'content-length'] as const

const answerHeaders = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-length',
  'content-type',
  'etag',
  'idempotency-replayed',
  'last-modified',
  'location',
  'retry-after',
  'www-authenticate',
] as const

export const headersToSend = (
  req: Request,
  res: Response,
  { withBody }: { readonly withBody: boolean },
): Record<string, string> => {
  const headers = contextHeaders(req, res)
  for (const name of withBody ? headersWithBody : requestHeaders) {
    const value = req.headers[name]
    if (typeof value === 'string') headers[name] = value
  }
  const { callerAddress } = res.locals as { callerAddress?: string }
  if (callerAddress !== undefined) headers['x-caller-address'] = callerAddress
  return headers
}

export const copyAnswerHeaders = (answered: IncomingHttpHeaders, res: Response): void => {
  for (const name of answerHeaders) {
    const value = answered[name]
    if (value !== undefined) res.setHeader(name, value)
  }
  if (answered.vary !== undefined) res.vary(answered.vary)
}
