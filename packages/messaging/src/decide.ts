import type { Logger } from '@filling/service-kit'
import type { ConsumeOptions, Delivery, Handler, Received } from './bus.ts'
import type { Incoming } from './incoming.ts'
import { type Outcome, reject, retry } from './outcome.ts'

/** What becomes of one delivery, whatever its handler does. Never throws. */
export const decide = async <T>(
  incoming: Incoming,
  options: ConsumeOptions<T>,
  handler: Handler<T>,
  { delivery, log }: { delivery: Delivery; log: Logger },
): Promise<Outcome> => {
  const about = { durable: options.consumer.durable, subject: incoming.subject, messageId: incoming.id }
  try {
    const outcome = await handle(incoming, options, handler, delivery)
    if (outcome.kind !== 'reject') return outcome
    log.warn({ ...about, why: outcome.why }, 'message rejected')
    await options.onReject?.({ ...received(incoming), data: readable(incoming.text) }, outcome.why)
    return outcome
  } catch (err) {
    const afterMs = patienceMs(incoming.delivery)
    log.error({ ...about, err, delivery: incoming.delivery, afterMs }, 'handler failed, message will come again')
    return retry(afterMs)
  }
}

const handle = async <T>(
  incoming: Incoming,
  { consumer, read }: ConsumeOptions<T>,
  handler: Handler<T>,
  delivery: Delivery,
): Promise<Outcome> => {
  // Counted here, because a broker that counts leaves the message in its stream for ever, and tells nobody.
  if (incoming.delivery >= consumer.maxDeliver) return reject(`delivered ${incoming.delivery} times without an end`)
  const data = parse(incoming.text)
  if (!data) return reject('not JSON')
  const checked = read(data.value)
  if (!checked.ok) return reject(checked.errors.join('; '))
  return handler({ ...received(incoming), data: checked.value }, delivery)
}

const received = ({ subject, id, headers, delivery }: Incoming): Omit<Received<never>, 'data'> => ({
  subject,
  id,
  headers,
  delivery,
})

const parse = (text: string): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

/** For whoever looks at a rejected message: the value, or the text that was none. */
const readable = (text: string): unknown => {
  const parsed = parse(text)
  return parsed ? parsed.value : text
}

/** 250 ms, doubling up to a minute. */
const patienceMs = (delivery: number): number => Math.min(60_000, 125 * 2 ** Math.min(delivery, 10))
