import type { ConsumerDefinition, StreamDefinition } from '@filling/contracts'
import { matches } from './match.ts'
import { type Queue, queue, type Stored } from './queue.ts'

/** One stream and its durables. */
export interface Stream {
  readonly definition: StreamDefinition
  readonly queues: ReadonlyMap<string, Queue>
  addDurable(consumer: ConsumerDefinition): void
  store(message: Stored): void
}

export const stream = (definition: StreamDefinition): Stream => {
  const queues = new Map<string, Queue>()
  const filters = new Map<string, string>()
  const isNew = remembering(definition.duplicateWindowMs)
  return {
    definition,
    queues,
    addDurable(consumer) {
      if (!queues.has(consumer.durable)) queues.set(consumer.durable, queue(consumer))
      filters.set(consumer.durable, consumer.filterSubject)
    },
    store(message) {
      if (!isNew(message.id)) return
      for (const [durable, each] of queues) {
        if (matches(filters.get(durable) ?? '', message.subject)) each.add(message)
      }
    },
  }
}

/** Tells whether an id is new, and forgets it when the window has passed. */
const remembering = (windowMs: number): ((id: string) => boolean) => {
  const seen = new Map<string, number>()
  return (id) => {
    const now = performance.now()
    // Oldest first, as a Map keeps its order.
    for (const [old, since] of seen) {
      if (now - since < windowMs) break
      seen.delete(old)
    }
    if (seen.has(id)) return false
    seen.set(id, now)
    return true
  }
}
