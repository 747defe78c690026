import { context, type Span, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api'
import type { Request, RequestHandler, Response } from 'express'
import type { Logger } from '../logger.ts'
import { requestId } from '../request-id.ts'
import type { Meters } from './meters.ts'
import { beginSpan } from './tracing.ts'

/** The template of the route that was taken, such as `/api/v1/schedule/{id}`; undefined when there was none. */
export type RouteOf = (res: Response) => string | undefined

/** Seconds, from a cached read to a large export. */
const buckets = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30]

/** One log line and one measure for each request, however it ends. */
export const countRequests = (log: Logger, meters: Meters, routeOf: RouteOf): RequestHandler => {
  const seconds = meters.histogram(
    'filling_http_request_duration_seconds',
    'From the headers of a request to its end',
    {
      labels: ['method', 'route', 'status'],
      buckets,
    },
  )
  return (req, res, next) => {
    const start = performance.now()
    res.once('close', () => {
      const ms = performance.now() - start
      const labels = { method: req.method, route: routeOf(res) ?? 'none', status: statusOf(res) }
      seconds.observe(labels, ms / 1_000)
      const entry = {
        requestId: requestId(res),
        method: req.method,
        path: req.baseUrl + req.path,
        status: res.statusCode,
        ms: Math.round(ms * 100) / 100,
      }
      log.info(isWhole(res) ? entry : { ...entry, aborted: true }, 'request')
    })
    next()
  }
}

/** `2xx`, …; `aborted` when the caller or we hung up half-way. */
const statusOf = (res: Response): string => (isWhole(res) ? `${Math.trunc(res.statusCode / 100)}xx` : 'aborted')

/** After 101 the connection belongs to somebody else, so nothing of the answer is ever finished. */
const isWhole = (res: Response): boolean => res.writableFinished || res.statusCode === 101

/** A span for each request, below that of whoever sent it. */
export const traceRequests =
  (tracer: Tracer, routeOf: RouteOf): RequestHandler =>
  (req, res, next) => {
    const { span, inside } = beginSpan(tracer, req.method, { kind: SpanKind.SERVER, from: req.headers })
    res.once('close', () => finish(span, req, res, routeOf(res)))
    context.with(inside, () => next())
  }

/** Attributes by OpenTelemetry's names for HTTP. No query and no header: they may hold tickets and tokens. */
const finish = (span: Span, req: Request, res: Response, route: string | undefined): void => {
  if (route !== undefined) span.updateName(`${req.method} ${route}`).setAttribute('http.route', route)
  span.setAttributes({
    'http.request.method': req.method,
    'url.path': req.baseUrl + req.path,
    'http.response.status_code': res.statusCode,
    'filling.request_id': requestId(res),
  })
  if (res.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
  span.end()
}

/** Express' `:id` in the form of OpenAPI, so that gateway and service show a route under one name. */
export const expressRoute: RouteOf = ({ req }) => {
  const path: unknown = req.route?.path
  return typeof path === 'string' ? path.replace(/:(\w+)/g, '{$1}') : undefined
}
