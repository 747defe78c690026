import { AppError } from '@filling/service-kit'

export interface Seats {
  /** @throws AppError request.rate_limited when everything is taken */
  take(userId: number): Disposable
}

/** So many of something for each user at this gateway: each costs memory or a connection for as long as it likes. */
export const seatsPerUser = (limit: number, what: string): Seats => {
  const taken = new Map<number, number>()
  return {
    take(userId) {
      const count = taken.get(userId) ?? 0
      if (count >= limit)
        throw new AppError('request.rate_limited', `No more than ${limit} ${what} at a time`, {
          headers: { 'Retry-After': '5' },
        })
      taken.set(userId, count + 1)
      let left = false
      return {
        [Symbol.dispose]() {
          if (left) return
          left = true
          const rest = (taken.get(userId) ?? 1) - 1
          if (rest > 0) taken.set(userId, rest)
          else taken.delete(userId)
        },
      }
    },
  }
}
