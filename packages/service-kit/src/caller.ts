import type { Request, RequestHandler, Response } from 'express'
import { AppError } from './app-error.ts'

/** The person behind a verified token. */
export interface Caller {
  readonly id: number
  readonly email: string
  readonly isSuperuser: boolean
  /** When the token ends; milliseconds since 1970. */
  readonly expiresAtMs: number
  /** The sign-in that the token came from: what a sign-out ends. */
  readonly signInId?: string
}

export interface TokenVerifier {
  /** @throws AppError auth.not_authenticated; service.unavailable while the keys cannot be read */
  verify(token: string): Promise<Caller>
}

/** The person behind the request's bearer token (RFC 6750 §2.1). @throws AppError auth.not_authenticated */
export const identify = async (verifier: TokenVerifier, req: Request): Promise<Caller> => {
  const [scheme, token, ...rest] = (req.get('authorization') ?? '').split(' ')
  if (scheme?.toLowerCase() !== 'bearer' || !token || rest.length > 0) throw notAuthenticated()
  return verifier.verify(token)
}

/** Lets nobody pass without a token that verifies. */
export const requireCaller =
  (verifier: TokenVerifier): RequestHandler =>
  async (req, res, next) => {
    res.locals.caller = await identify(verifier, req)
    next()
  }

export const callerOf = (res: Response): Caller => {
  const caller = res.locals.caller as Caller | undefined
  if (!caller) throw new Error('requireCaller does not guard this route')
  return caller
}

/** One text for every reason, so that a forger learns nothing; the reason is for the log. */
export const notAuthenticated = (cause?: unknown): AppError =>
  new AppError('auth.not_authenticated', 'Not authenticated', { cause, headers: { 'WWW-Authenticate': 'Bearer' } })
