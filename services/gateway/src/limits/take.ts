import { AppError } from '@filling/service-kit'
import type { Response } from 'express'
import type { Limit } from '../adapters/limit.ts'

/** Counts this request under `key` and tells its sender how much is left. @throws AppError request.rate_limited */
export const take = async (limit: Limit | undefined, key: string, res: Response): Promise<void> => {
  if (!limit) return
  const count = await limit.take(key)
  res.setHeader('RateLimit-Limit', count.limit)
  res.setHeader('RateLimit-Remaining', count.remaining)
  res.setHeader('RateLimit-Reset', count.resetSeconds)
  if (count.allowed) return
  throw new AppError('request.rate_limited', `Too many requests; try again in ${count.resetSeconds} s`, {
    headers: { 'Retry-After': String(count.resetSeconds) },
  })
}
