import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'

export interface Count {
  readonly allowed: boolean
  readonly limit: number
  readonly remaining: number
  /** Until the count starts again. */
  readonly resetSeconds: number
}

/** So many per key and minute. */
export interface Limit {
  take(key: string): Promise<Count>
  giveBack(key: string): Promise<void>
}

/** Counts in this process. With several gateways each counts for itself until the store is shared. */
export const limitPerMinute = (limit: number): Limit | undefined => {
  if (limit === 0) return undefined
  const counters = new RateLimiterMemory({ points: limit, duration: 60 })
  return {
    take: (key) =>
      counters.consume(key).then(
        (result) => ({ allowed: true, ...countIn(result, limit) }),
        (refused) => {
          if (refused instanceof RateLimiterRes) return { allowed: false, ...countIn(refused, limit) }
          throw refused
        },
      ),
    giveBack: async (key) => {
      await counters.reward(key)
    },
  }
}

const countIn = ({ remainingPoints, msBeforeNext }: RateLimiterRes, limit: number): Omit<Count, 'allowed'> => ({
  limit,
  remaining: remainingPoints,
  resetSeconds: Math.ceil(msBeforeNext / 1_000),
})
