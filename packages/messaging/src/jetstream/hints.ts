import type { Logger } from '@filling/service-kit'
import type { Msg, Subscription } from 'nats'
import type { Listening } from '../bus.ts'
import type { Link } from './link.ts'

/** Core NATS: whoever is not there misses it. Subscribed anew on every new connection. */
export const listenOn = (
  link: Link,
  log: Logger,
  subject: string,
  onHint: (data: unknown, subject: string) => void,
): Listening => {
  let subscription: Subscription | undefined
  const callback = (error: Error | null, message: Msg): void => {
    try {
      if (error) throw error
      onHint(JSON.parse(message.string()), message.subject)
    } catch (err) {
      log.warn({ err, subject }, 'a hint could not be used')
    }
  }
  const arrivals = link.onArrival(({ connection, kind }) => {
    if (kind === 'new') subscription = connection.subscribe(subject, { callback })
  })
  return {
    stop() {
      arrivals.stop()
      subscription?.unsubscribe()
    },
  }
}
