import type { EventData, takenHint } from '@filling/contracts'
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
}

export type Taken = EventData<typeof takenHint>['taken'][number]

/** What this gateway counted and has not told the others yet. */
export interface Telling {
  /** @param atOnce from this count on it may not wait for the next round */
  add(limit: string, key: string, atOnce: number): void
}

/** Another gateway is told at once of every twentieth of a limit: that is how far the sum may run over for each of them. */
const toldAtOnce = 1 / 20

/** One limit that all gateways count together; each decides by itself, so a request waits for nobody. */
export const sharedLimit = (name: string, limit: number, telling: Telling) => {
  const counters = new RateLimiterMemory({ points: limit, duration: 60 })
  const atOnce = Math.ceil(limit * toldAtOnce)
  const take = async (key: string): Promise<Count> => {
    try {
      const result = await counters.consume(key)
      telling.add(name, key, atOnce)
      return { allowed: true, ...countIn(result, limit) }
    } catch (refused) {
      if (refused instanceof RateLimiterRes) return { allowed: false, ...countIn(refused, limit) }
      throw refused
    }
  }
  return { take, takenElsewhere: ({ key, count }: Taken) => counters.penalty(key, count) }
}

export type SharedLimit = ReturnType<typeof sharedLimit>

const countIn = ({ remainingPoints, msBeforeNext }: RateLimiterRes, limit: number): Omit<Count, 'allowed'> => ({
  limit,
  remaining: remainingPoints,
  resetSeconds: Math.ceil(msBeforeNext / 1_000),
})
