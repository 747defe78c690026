import { AppError, type Caller, identify, type TokenVerifier } from '@filling/service-kit'
import type { Request, RequestHandler, Response } from 'express'
import type { Limit } from '../adapters/limit.ts'
import { addressOf } from '../limits/address.ts'
import { take } from '../limits/take.ts'
import { findRoute, type Route } from './route-table.ts'

export interface AdmitParts {
  readonly verifier: TokenVerifier
  readonly perCaller: Limit | undefined
}

/**
 * The one door. Every request is counted, and only open operations pass without a token: a stranger is not even told
 * which routes exist.
 * @throws AppError auth.not_authenticated, request.rate_limited, request.no_such_route, request.method_not_allowed
 */
export const admit =
  ({ verifier, perCaller }: AdmitParts): RequestHandler =>
  async (req, res, next) => {
    const route = findRoute(req.method, req.url)
    const caller = route.open ? undefined : await callerOrRefusal(verifier, req)
    const known = caller !== undefined && !(caller instanceof AppError)
    await take(perCaller, known ? `user:${caller.id}` : `address:${addressOf(req)}`, res)
    if (caller instanceof AppError) throw caller
    res.locals.caller = caller
    res.locals.route = existing(route, req)
    next()
  }

/** A refused token is counted against its sender before it is answered; any other failure is not its sender's. */
const callerOrRefusal = async (verifier: TokenVerifier, req: Request): Promise<Caller | AppError> => {
  try {
    return await identify(verifier, req)
  } catch (error) {
    if (error instanceof AppError && error.code === 'auth.not_authenticated') return error
    throw error
  }
}

type Existing = Extract<Route, { kind: 'operation' }>

const existing = (route: Route, req: Request): Existing => {
  switch (route.kind) {
    case 'operation':
      return route
    case 'wrong-method':
      throw new AppError('request.method_not_allowed', `Use ${route.allow} here`, { headers: { Allow: route.allow } })
    case 'nowhere':
      throw new AppError('request.no_such_route', `No route ${req.method} ${req.path.slice(0, 200)}`)
    default:
      return route satisfies never
  }
}

/** For measures: `/api/v1/schedule/{id}`. Undefined for what did not pass. */
export const templateOf = (res: Response): string | undefined =>
  (res.locals.route as Existing | undefined)?.operation.path

/** The operation that `admit` let this request pass to. */
export const routeOf = (res: Response): Existing => res.locals.route as Existing
