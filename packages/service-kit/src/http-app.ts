import express, { type Express, type RequestHandler, type Router } from 'express'
import helmet from 'helmet'
import { errorAnswer, noSuchRoute } from './error-answer.ts'
import { gaugeReadiness, healthRoutes, type ReadinessChecks } from './health.ts'
import type { Instruments } from './instruments/instruments.ts'
import { metricsRoute } from './instruments/metrics-route.ts'
import { countRequests, expressRoute, type RouteOf, traceRequests } from './instruments/observe-requests.ts'
import type { Logger } from './logger.ts'
import { withRequestId } from './request-id.ts'

export interface HttpAppParts {
  readonly log: Logger
  readonly instruments: Instruments
  readonly checks: ReadinessChecks
  readonly routes: readonly (Router | RequestHandler)[]
  /** `elsewhere` where strangers call. Default `here`, at `/metrics`. */
  readonly metrics?: 'here' | 'elsewhere'
  /** Answers also reach browsers, so they carry the headers that browsers are held to. Default false: services ignore them. */
  readonly browsers?: boolean
  /** For routes that are not express' own. */
  readonly routeOf?: RouteOf
}

/** The same shell around every service: request id, headers for browsers, health, metrics, the routes, one error answer. */
export const httpApp = (parts: HttpAppParts): Express => {
  const { log, instruments, checks, routes, metrics = 'here', browsers = false } = parts
  const routeOf: RouteOf = (res) => parts.routeOf?.(res) ?? expressRoute(res)
  const app = express()
  app.disable('x-powered-by')
  app.set('etag', false)
  app.set('query parser', 'simple')
  app.use(withRequestId, countRequests(log, instruments.meters, routeOf))
  if (browsers) app.use(helmet())
  app.use(healthRoutes(checks))
  gaugeReadiness(instruments.meters, checks)
  if (metrics === 'here') app.use(metricsRoute())
  if (instruments.tracer) app.use(traceRequests(instruments.tracer, routeOf))
  app.use(...routes, noSuchRoute, errorAnswer(log))
  return app
}
