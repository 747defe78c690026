import { randomUUID } from 'node:crypto'
import { check, takenHint } from '@filling/contracts'
import type { Bus } from '@filling/messaging'
import type { Logger } from '@filling/service-kit'
import { type Limit, type SharedLimit, sharedLimit, type Taken } from './limit.ts'

export interface SharedLimits {
  /** None for 0. */
  perMinute(name: string, limit: number): Limit | undefined
  close(): void
}

const roundMs = 1_000
const mostInOneHint = 1_000

/**
 * Limits that several gateways count together over core NATS, without a round trip for a request: each tells the others
 * what it let pass, once a second, and at once when a key has used a good part of its limit. N gateways may let pass
 * (N − 1)/20 of a limit too much, and what comes while a hint is on its way. While the broker is away each counts alone.
 */
export const sharedLimits = (bus: Pick<Bus, 'notify' | 'listen'>, log: Logger): SharedLimits => {
  const from = randomUUID()
  const limits = new Map<string, SharedLimit>()
  let untold = new Map<string, Taken>()

  const tell = (): void => {
    const all = [...untold.values()]
    untold = new Map()
    for (let at = 0; at < all.length; at += mostInOneHint)
      bus.notify(takenHint.subject, { from, taken: all.slice(at, at + mostInOneHint) })
  }
  const add = (limit: string, key: string, atOnce: number): void => {
    const id = `${limit} ${key}`
    const count = (untold.get(id)?.count ?? 0) + 1
    untold.set(id, { limit, key, count })
    if (count >= atOnce) tell()
  }
  const listening = bus.listen(takenHint.subject, (data) => {
    const checked = check(takenHint.data, data)
    if (!checked.ok) return log.warn({ errors: checked.errors }, 'a hint about limits is unreadable')
    if (checked.value.from === from) return
    for (const taken of checked.value.taken) void limits.get(taken.limit)?.takenElsewhere(taken)
  })
  const round = setInterval(tell, roundMs).unref()

  return {
    perMinute(name, limit) {
      if (limit === 0) return undefined
      const shared = sharedLimit(name, limit, { add })
      limits.set(name, shared)
      return shared
    },
    close() {
      clearInterval(round)
      listening.stop()
    },
  }
}
