import type { Logger } from '@filling/service-kit'
import type { Msg, Subscription } from 'nats'
import type { Listening } from '../bus.ts'
import { hear } from '../hear.ts'
import type { Link } from './link.ts'

/** Core NATS: whoever is not there misses it. Subscribed anew on every new connection. */
export const listenOn = (
  link: Link,
  log: Logger,
  pattern: string,
  onHint: (data: unknown, subject: string) => void,
): Listening => {
  let subscription: Subscription | undefined
  const callback = (error: Error | null, message: Msg): void => {
    if (error) log.warn({ err: error, pattern }, 'hints cannot be heard')
    else hear({ subject: message.subject, text: message.string() }, onHint, log)
  }
  const arrivals = link.onArrival(({ connection, kind }) => {
    if (kind === 'new') subscription = connection.subscribe(pattern, { callback })
  })
  return {
    stop() {
      arrivals.stop()
      subscription?.unsubscribe()
    },
  }
}
