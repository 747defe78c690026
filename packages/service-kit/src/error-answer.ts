import { STATUS_CODES } from 'node:http'
import type { ErrorBody, Problem } from '@filling/contracts'
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express'
import { AppError } from './app-error.ts'
import type { Logger } from './logger.ts'
import { requestId } from './request-id.ts'

/** The only place that turns a failure into a status code. Must be the last middleware of an app. */
export const errorAnswer =
  (log: Logger): ErrorRequestHandler =>
  (thrown, req, res, next) => {
    const error = toAppError(thrown)
    if (error.status >= 500) log.error({ err: thrown, requestId: requestId(res), code: error.code }, 'request failed')
    // Half an answer cannot become an error answer; ending the connection is the only honest signal left.
    if (res.headersSent) return next(thrown)
    answerError(error, req, res)
  }

export const answerError = (error: AppError, req: Request, res: Response): void => {
  res.status(error.status).set(error.headers).set('Cache-Control', 'no-store')
  if (wantsProblem(req)) {
    res.type('application/problem+json').send(JSON.stringify(problem(error, req, res)))
  } else {
    res.json({ detail: error.detail, code: error.code, request_id: requestId(res) } satisfies ErrorBody)
  }
}

/** A route that nobody serves. */
export const noSuchRoute: RequestHandler = (req) => {
  throw new AppError('request.no_such_route', `No route ${req.method} ${req.path.slice(0, 200)}`)
}

const wantsProblem = (req: Request): boolean => req.get('accept')?.includes('application/problem+json') === true

const problem = (error: AppError, req: Request, res: Response): Problem => ({
  type: `urn:filling-scheduler:error:${error.code}`,
  title: STATUS_CODES[error.status] ?? 'Error',
  status: error.status,
  detail: error.message,
  instance: req.originalUrl.slice(0, 2_000),
  code: error.code,
  ...(typeof error.detail === 'string' ? {} : { errors: error.detail.errors, warnings: error.detail.warnings }),
  request_id: requestId(res),
})

/** Names given by express's body readers (`http-errors`), which mark their errors with a `type`. */
const bodyErrors: Readonly<Record<string, () => AppError>> = {
  'entity.parse.failed': () => new AppError('request.malformed', 'The body is not valid JSON'),
  'entity.too.large': () => new AppError('request.too_large', 'The body is larger than this service accepts'),
  'request.aborted': () => new AppError('request.malformed', 'The body ended early'),
  'request.size.invalid': () => new AppError('request.malformed', 'The body does not have the announced length'),
  'charset.unsupported': () => new AppError('request.unsupported_media_type', 'Send the body in UTF-8'),
  'encoding.unsupported': () =>
    new AppError('request.unsupported_media_type', 'This content encoding is not supported'),
}

const toAppError = (thrown: unknown): AppError => {
  if (thrown instanceof AppError) return thrown
  const { type, status } = (thrown ?? {}) as { type?: string; status?: number }
  const known = type === undefined ? undefined : bodyErrors[type]
  if (known) return known()
  if (status === 400) return new AppError('request.malformed', 'The request cannot be read')
  return new AppError('service.internal', 'Something went wrong on our side', { cause: thrown })
}
