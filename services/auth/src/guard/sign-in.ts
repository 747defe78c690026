import { AppError } from '@filling/service-kit'
import { type Account, type Accounts, emailKey } from '../adapters/accounts.ts'
import type { Passwords } from '../adapters/passwords.ts'
import type { Attempt, SignInGuard } from '../adapters/sign-in-guard.ts'
import { inTurn } from './in-turn.ts'

export interface CheckCredentialsParts {
  readonly accounts: Accounts
  readonly passwords: Passwords
  readonly guard: SignInGuard
}

export type CheckCredentials = (attempt: Attempt & { readonly password: string }) => Promise<Account>

/**
 * The account behind an address and a password. Nobody may learn from text or time whether the address, the password
 * or the account is the trouble. Attempts on one account take turns: a hundred guesses at once are a hundred, and a
 * hundred right ones too.
 * @throws AppError auth.invalid_credentials, request.rate_limited
 */
export const checkCredentials = ({ accounts, passwords, guard }: CheckCredentialsParts): CheckCredentials => {
  const turn = inTurn()
  return ({ password, ...attempt }) =>
    turn(emailKey(attempt.email), async () => {
      const standing = await guard.standing(attempt)
      if (standing.waitSeconds > 0) throw tooMany(standing.waitSeconds)
      const account = await accounts.findByEmail(attempt.email)
      const matches = await passwords.matches(password, account?.passwordHash)
      if (!account || !matches || !account.is_active) {
        await guard.failed(attempt, standing)
        throw invalidCredentials()
      }
      if (!standing.settled) await guard.succeeded(attempt)
      return account
    })
}

const invalidCredentials = (): AppError =>
  new AppError('auth.invalid_credentials', 'Incorrect email or password', { headers: { 'WWW-Authenticate': 'Bearer' } })

const tooMany = (seconds: number): AppError =>
  new AppError('request.rate_limited', `Too many failed sign-ins; try again in ${seconds} s`, {
    headers: { 'Retry-After': String(seconds) },
  })
