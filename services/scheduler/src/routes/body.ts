import { bodyLimitBytes } from '@filling/contracts'
import { AppError } from '@filling/service-kit'
import { type Request, type RequestHandler, raw } from 'express'

/**
 * Takes the body as bytes, because a big one is parsed elsewhere. JSON is UTF-8 (RFC 8259); another charset would be
 * read as the wrong letters.
 */
export const jsonBytes: RequestHandler[] = [
  (req, _res, next) => {
    const charset = /;\s*charset="?([^";\s]+)/i.exec(req.get('content-type') ?? '')?.[1]
    if (charset === undefined || /^utf-?8$/i.test(charset)) return next()
    throw new AppError('request.unsupported_media_type', 'Send the body in UTF-8')
  },
  raw({ type: 'application/json', limit: bodyLimitBytes }),
]

/** What {@link jsonBytes} read; nothing when there was no body. */
export const bytesOf = (req: Request): Uint8Array => (Buffer.isBuffer(req.body) ? req.body : new Uint8Array())
