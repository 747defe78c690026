import type { RequestHandler } from 'express'
import { routeOf } from '../access/admit.ts'
import type { Limit } from '../adapters/limit.ts'
import { addressOf } from './address.ts'
import { take } from './take.ts'

/**
 * Every sign-in and registration from one address is counted: hashing a password is the dearest thing a stranger can
 * ask for. Which sign-ins fail is counted by auth, for all gateways together; it has to know where they come from.
 * @throws AppError request.rate_limited
 */
export const limitSignIn =
  (perAddress: Limit | undefined): RequestHandler =>
  async (req, res, next) => {
    const { id } = routeOf(res).operation
    if (id === 'register' || id === 'login') {
      const address = addressOf(req)
      res.locals.callerAddress = address
      await take(perAddress, address, res)
    }
    next()
  }
