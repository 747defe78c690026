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
import type { Accounts } from '../adapters/accounts.ts'
import type { Passwords } from '../adapters/passwords.ts'
import type { SignIns } from '../adapters/sign-ins.ts'
import { bodyLimitBytes } from './body-limit.ts'

export interface SignInParts {
  readonly accounts: Accounts
  readonly passwords: Passwords
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

export const signInRoutes = ({ accounts, passwords, signIns, issue, verifier }: SignInParts): Router => {
  const router = Router()

  router.post('/api/v1/auth/login', ...formOrJson, async (req, res) => {
    const { email, password } = credentialsIn(req)
    const account = await accounts.findByEmail(email)
    // Nobody may learn from text or time whether the address, the password or the account is the trouble.
    const matches = await passwords.matches(password, account?.passwordHash)
    if (!account || !matches || !account.is_active) throw invalidCredentials()
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

const invalidCredentials = (): AppError =>
  new AppError('auth.invalid_credentials', 'Incorrect email or password', { headers: bearer })

const credentialsIn = (req: Request): LoginRequest => {
  if (!req.is(form)) return parseBody(LoginRequest, req)
  const { username, password } = parseBody(LoginForm, req)
  return { email: username, password }
}

/** RFC 6749 §5.1: an answer with tokens is stored by nobody on its way. */
const answer = (res: express.Response, pair: TokenPair): void => {
  res.set('Cache-Control', 'no-store').json(pair)
}
