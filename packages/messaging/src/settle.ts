import type { Incoming } from './incoming.ts'
import type { Outcome } from './outcome.ts'

/** The only place that answers the broker. A handler that forgets to ack cannot be written. */
export const settle = async (message: Pick<Incoming, 'ack' | 'nak' | 'term'>, outcome: Outcome): Promise<unknown> => {
  switch (outcome.kind) {
    case 'done':
      return message.ack()
    case 'retry':
      return message.nak(outcome.afterMs)
    case 'reject':
      return message.term()
    default:
      return outcome satisfies never
  }
}
