import type { Request, RequestHandler, Response } from 'express'
import { routeOf } from '../access/admit.ts'
import type { Limit } from '../adapters/limit.ts'
import { readWhole } from '../proxy/body.ts'
import { addressOf } from './address.ts'
import { take } from './take.ts'

export interface SignInLimits {
  /** Every sign-in and registration from one address: hashing a password is the dearest thing a stranger can ask for. */
  readonly perAddress: Limit | undefined
  /** Failed sign-ins from one address to one account. */
  readonly perGuesser: Limit | undefined
  /** Failed sign-ins to one account from everywhere; far higher, or anybody could lock its owner out from one place. */
  readonly perAccount: Limit | undefined
}

const formLimitBytes = 64 * 1024

/** The stricter limits of register and login. @throws AppError request.rate_limited, request.too_large */
export const limitSignIn =
  (limits: SignInLimits): RequestHandler =>
  async (req, res, next) => {
    const { id } = routeOf(res).operation
    if (id === 'register' || id === 'login') await take(limits.perAddress, addressOf(req), res)
    if (id === 'login') await countFailures(limits, req, res)
    next()
  }

/** Counted before the answer and given back after a success, so that a hundred guesses at once are a hundred. */
const countFailures = async ({ perGuesser, perAccount }: SignInLimits, req: Request, res: Response): Promise<void> => {
  const body = await readWhole(req, formLimitBytes)
  res.locals.body = body
  const account = accountIn(body, req)
  if (account === undefined) return
  const guesser = `${addressOf(req)} ${account}`
  await take(perGuesser, guesser, res)
  await take(perAccount, account, res)
  res.once('finish', () => {
    if (res.statusCode === 401) return
    void perGuesser?.giveBack(guesser)
    void perAccount?.giveBack(account)
  })
}

/** The account that a sign-in names, however it is spelt; none when the form cannot be read, which auth will say. */
const accountIn = (body: Buffer, req: Request): string | undefined => {
  const name = req.is('application/json') ? emailIn(body) : new URLSearchParams(body.toString()).get('username')
  return typeof name === 'string' ? name.normalize('NFKC').trim().toLowerCase().slice(0, 254) : undefined
}

const emailIn = (body: Buffer): unknown => {
  try {
    return (JSON.parse(body.toString()) as { email?: unknown } | null)?.email
  } catch {
    return undefined
  }
}
