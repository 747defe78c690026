import { AppError } from '@filling/service-kit'
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

/** The stricter limits of register and login. @throws AppError request.rate_limited, request.too_large, request.unsupported_media_type */
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
  requirePlainText(req)
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

/**
 * What auth could read and the gateway could not would be a guess that nobody counts.
 * @throws AppError request.unsupported_media_type
 */
const requirePlainText = (req: Request): void => {
  const encoding = req.get('content-encoding') ?? 'identity'
  const charsets = [...(req.get('content-type') ?? '').matchAll(/charset\s*=\s*"?([^";\s]*)/gi)]
  if (encoding.toLowerCase() === 'identity' && charsets.every(([, name]) => name?.toLowerCase() === 'utf-8')) return
  throw new AppError('request.unsupported_media_type', 'Send a sign-in as plain UTF-8, not compressed')
}

/** The account that a sign-in names, however it is spelt; none when the form cannot be read, which auth will say. */
const accountIn = (body: Buffer, req: Request): string | undefined => {
  // Unlike toString(), this drops a byte order mark, as auth does.
  const text = new TextDecoder().decode(body)
  const name = req.is('application/json') ? emailIn(text) : new URLSearchParams(text).get('username')
  return typeof name === 'string' ? name.normalize('NFKC').trim().toLowerCase().slice(0, 254) : undefined
}

const emailIn = (text: string): unknown => {
  try {
    return (JSON.parse(text) as { email?: unknown } | null)?.email
  } catch {
    return undefined
  }
}
