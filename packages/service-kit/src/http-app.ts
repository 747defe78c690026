import express, { type Express, type RequestHandler, type Router } from 'express'
import helmet from 'helmet'
import { errorAnswer, noSuchRoute } from './error-answer.ts'
import { healthRoutes, type ReadinessChecks } from './health.ts'
import type { Logger } from './logger.ts'
import { requestId, withRequestId } from './request-id.ts'

export interface HttpAppParts {
  readonly log: Logger
  readonly checks: ReadinessChecks
  readonly routes: readonly (Router | RequestHandler)[]
}

/** The same shell around every service: request id, security headers, health, the routes, one error answer. */
export const httpApp = ({ log, checks, routes }: HttpAppParts): Express => {
  const app = express()
  app.disable('x-powered-by')
  app.set('etag', false)
  app.set('query parser', 'simple')
  app.use(withRequestId, logRequests(log), helmet(), healthRoutes(checks), ...routes, noSuchRoute, errorAnswer(log))
  return app
}

const logRequests =
  (log: Logger): RequestHandler =>
  (req, res, next) => {
    const start = performance.now()
    res.on('finish', () => {
      const entry = {
        requestId: requestId(res),
        method: req.method,
        path: req.baseUrl + req.path,
        status: res.statusCode,
        ms: Math.round((performance.now() - start) * 100) / 100,
      }
      log.info(entry, 'request')
    })
    next()
  }
