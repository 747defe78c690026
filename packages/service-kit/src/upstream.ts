import type { Request, Response } from 'express'
import { Pool } from 'undici'
import { AppError } from './app-error.ts'
import { withTrace } from './instruments/tracing.ts'
import { requestId } from './request-id.ts'

/** A neighbour service, reached over kept-alive connections. */
export type Upstream = Pool

export const upstream = (url: string): Upstream =>
  new Pool(new URL(url).origin, {
    connections: 128,
    headersTimeout: 30_000,
    bodyTimeout: 60_000,
    connectTimeout: 3_000,
  })

/** Headers that travel with a request through the system: who asks, and how to find it in every log. */
export const contextHeaders = (req: Request, res: Response): Record<string, string> => {
  const headers: Record<string, string> = { 'x-request-id': requestId(res) }
  for (const name of ['authorization', 'traceparent', 'tracestate']) {
    const value = req.get(name)
    if (value !== undefined) headers[name] = value
  }
  return withTrace(headers)
}

/** What a neighbour's silence means to the caller. */
export const upstreamError = (cause: unknown): AppError => {
  if (cause instanceof AppError) return cause
  const code = (cause as { code?: string } | undefined)?.code ?? ''
  return code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT'
    ? new AppError('service.timeout', 'A part of the system took too long to answer', { cause })
    : new AppError('service.unavailable', 'A part of the system cannot be reached just now; try again', { cause })
}
