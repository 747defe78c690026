import cors from 'cors'
import type { RequestHandler } from 'express'

/** Lets pages of the listed origins call the API. Tokens travel in a header, so cookies are never allowed. */
export const allowOrigins = (list: string): RequestHandler[] => {
  if (list === '') return []
  return [
    cors({
      origin: list.split(','),
      methods: ['GET', 'POST', 'DELETE'],
      allowedHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key', 'If-None-Match', 'X-Request-Id'],
      exposedHeaders: [
        'Content-Disposition',
        'ETag',
        'Location',
        'RateLimit-Limit',
        'RateLimit-Remaining',
        'RateLimit-Reset',
        'Retry-After',
        'X-Request-Id',
      ],
      maxAge: 600,
    }),
  ]
}
