import { randomUUID } from 'node:crypto'
import type { RequestHandler, Response } from 'express'

const acceptable = /^[\w.:-]{1,64}$/

/** One id from the first service that sees a request to the solver's log line; a caller may bring its own. */
export const withRequestId: RequestHandler = (req, res, next) => {
  const given = req.get('x-request-id')
  const id = given !== undefined && acceptable.test(given) ? given : randomUUID()
  res.locals.requestId = id
  res.set('X-Request-Id', id)
  next()
}

export const requestId = (res: Response): string => res.locals.requestId as string
