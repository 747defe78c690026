import { type Deleted, LoginForm, LoginRequest, RefreshRequest, type TokenPair } from '@filling/contracts'
import {
  AppError,
  callerOf,
  jsonBody,
  parseBody,
  requireCaller,
  requireType,
  type TokenVerifier,
} from '@filling/service-kit'
import express, { type Request, Router } from 'express'
import type { Static } from 'typebox'
import type { IssueTokens } from '../access-token.ts'
import type { SignIns } from '../adapters/sign-ins.ts'
import type { CheckCredentials } from '../guard/sign-in.ts'
import { bodyLimitBytes } from './body-limit.ts'

export interface SignInParts {
  readonly checkCredentials: CheckCredentials
  readonly signIns: SignIns
  readonly issue: IssueTokens
  readonly verifier: TokenVerifier
}

const form = 'application/x-www-form-urlencoded'
const formOrJson = [
  requireType('application/json', form),
  express.json({ limit: bodyLimitBytes, strict: false, inflate: false }),
  express.urlencoded({ limit: bodyLimitBytes, extended: false, inflate: false }),
]

export const signInRoutes = ({ checkCredentials, signIns, issue, verifier }: SignInParts): Router => {
  const router = Router()

  router.post('/api/v1/auth/login', ...formOrJson, async (req, res) => {
    const account = await checkCredentials({ ...credentialsIn(req), address: addressOf(req) })
    answer(res, issue(await signIns.begin(account)))
  })

  router.post('/api/v1/auth/refresh', ...jsonBody(bodyLimitBytes), async (req, res) => {
    const signIn = await signIns.continue(parseBody(RefreshRequest, req).refresh_token)
    if (!signIn) throw new AppError('auth.refresh_rejected', 'Sign in again', { headers: bearer })
    answer(res, issue(signIn))
  })

  router.post('/api/v1/auth/logout', requireCaller(verifier), async (_req, res) => {
    const { signInId } = callerOf(res)
    if (signInId !== undefined) await signIns.end(signInId)
    res.json({ message: 'Signed out' } satisfies Static<typeof Deleted>)
  })

  return router
}

const bearer = { 'WWW-Authenticate': 'Bearer' }

/** The gateway says where a sign-in comes from; nobody else reaches this service. */
const addressOf = (req: Request): string => req.get('x-caller-address') ?? req.socket.remoteAddress ?? ''

const credentialsIn = (req: Request): LoginRequest => {
  if (!req.is(form)) return parseBody(LoginRequest, req)
  const { username, password } = parseBody(LoginForm, req)
  return { email: username, password }
}

/** RFC 6749 §5.1: an answer with tokens is stored by nobody on its way. */
const answer = (res: express.Response, pair: TokenPair): void => {
  res.set('Cache-Control', 'no-store').json(pair)
}
