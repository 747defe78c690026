import { AppError } from '@filling/service-kit'
import pLimit, { type LimitFunction } from 'p-limit'

/** More than anybody needs who signs in to one account; the rest would only wait for its own time-out. */
const mostWaiting = 64

/** One at a time for each key. @throws AppError service.unavailable when too many wait */
export const inTurn = () => {
  const queues = new Map<string, LimitFunction>()
  return async <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const queue = queues.get(key) ?? pLimit(1)
    if (queue.pendingCount >= mostWaiting)
      throw new AppError('service.unavailable', 'Too many sign-ins to this account just now; try again', {
        headers: { 'Retry-After': '5' },
      })
    queues.set(key, queue)
    try {
      return await queue(work)
    } finally {
      if (queue.activeCount + queue.pendingCount === 0) queues.delete(key)
    }
  }
}
