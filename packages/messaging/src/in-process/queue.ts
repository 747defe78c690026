import type { ConsumerDefinition } from '@filling/contracts'
import type { Backlog } from '../bus.ts'
import type { Incoming } from '../incoming.ts'

export interface Stored {
  readonly subject: string
  readonly id: string
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

type Taker = (incoming: Incoming) => void

/** What one durable still has to hand out, and what it has handed out without an answer. */
export interface Queue {
  add(message: Stored): void
  /** One message, as soon as there is one. Returns how to withdraw the wish. */
  request(taker: Taker): () => void
  backlog(): Backlog
  close(): void
}

interface Entry {
  readonly message: Stored
  deliveries: number
  /** Runs while somebody works on it, and while it waits for its time. */
  timer?: NodeJS.Timeout
}

export const queue = ({ ackWaitMs }: ConsumerDefinition): Queue => {
  const waiting: Entry[] = []
  const inFlight = new Set<Entry>()
  const takers = new Set<Taker>()

  const again = (entry: Entry, afterMs: number): void => {
    clearTimeout(entry.timer)
    entry.timer = setTimeout(() => {
      inFlight.delete(entry)
      waiting.unshift(entry)
      handOut()
    }, afterMs)
  }
  const answers = (entry: Entry) => {
    const delivery = entry.deliveries
    /** An ack settles the message, whoever has it now; everything else is heard only from whom it was last given to. */
    const current = (): boolean => inFlight.has(entry) && entry.deliveries === delivery
    const gone = (): void => {
      clearTimeout(entry.timer)
      inFlight.delete(entry)
      const place = waiting.indexOf(entry)
      if (place >= 0) waiting.splice(place, 1)
    }
    return {
      ack: async () => gone(),
      term: gone,
      nak: (afterMs: number) => current() && again(entry, afterMs),
      working: () => current() && again(entry, ackWaitMs),
    }
  }
  const handOut = (): void => {
    for (const taker of takers) {
      const entry = waiting.shift()
      if (!entry) return
      takers.delete(taker)
      entry.deliveries += 1
      inFlight.add(entry)
      again(entry, ackWaitMs)
      // Like a message from a broker: never within the call that caused it.
      queueMicrotask(() => taker({ ...entry.message, delivery: entry.deliveries, ...answers(entry) }))
    }
  }
  return {
    add(message) {
      waiting.push({ message, deliveries: 0 })
      handOut()
    },
    request(taker) {
      takers.add(taker)
      handOut()
      return () => void takers.delete(taker)
    },
    backlog: () => ({ waiting: waiting.length, inFlight: inFlight.size, free: takers.size }),
    close() {
      for (const { timer } of inFlight) clearTimeout(timer)
    },
  }
}
