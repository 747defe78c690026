import { RegisterRequest, type User } from '@filling/contracts'
import {
  AppError,
  callerOf,
  jsonBody,
  notAuthenticated,
  parseBody,
  requireCaller,
  type TokenVerifier,
} from '@filling/service-kit'
import { Router } from 'express'
import type { Accounts } from '../adapters/accounts.ts'
import type { Passwords } from '../adapters/passwords.ts'
import { bodyLimitBytes } from './body-limit.ts'

export interface AccountParts {
  readonly accounts: Accounts
  readonly passwords: Passwords
  readonly verifier: TokenVerifier
}

export const accountRoutes = ({ accounts, passwords, verifier }: AccountParts): Router => {
  const router = Router()

  router.post('/api/v1/auth/register', ...jsonBody(bodyLimitBytes), async (req, res) => {
    const { email, password } = parseBody(RegisterRequest, req)
    const user = await accounts.create(email, await passwords.hash(password))
    if (!user) throw new AppError('auth.email_taken', 'Email already registered')
    res.status(201).json(user)
  })

  router.get('/api/v1/auth/me', requireCaller(verifier), async (_req, res) => {
    const user = await accounts.find(callerOf(res).id)
    // The token outlives the account by minutes; its bearer is nobody any more.
    if (!user?.is_active) throw notAuthenticated('no such active account')
    res.set('Cache-Control', 'no-store').json(user satisfies User)
  })

  return router
}
