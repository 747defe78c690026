import { setTimeout as pause } from 'node:timers/promises'
import type { ConsumerDefinition } from '@filling/contracts'
import type { Logger } from '@filling/service-kit'
import { consumerOpts, type JetStreamPullSubscription, type JsMsg, type NatsConnection, type NatsError } from 'nats'
import type { Slots, Source } from '../consumption.ts'
import type { Link } from './link.ts'
import { answered } from './patience.ts'
import { toIncoming } from './wire.ts'

/** A request that found no message is simply made again when it expires. */
const expiresMs = 10_000
/** Then the request or its end was lost on the way. */
const overdueMs = expiresMs + 1_000
/** No such durable, or the server is going: until somebody has created it, or another server answers. */
const pauseMs = 250

/** A server that has just started answers connections before it answers this. */
const bindWithinMs = 1_000

const ordinaryEnds = new Set(['404', '408'])

type OnAnswer = (error: NatsError | null, message: JsMsg | null) => void

/** Binding asks for the durable first: a request to one that is not there would get no answer at all. */
const subscribeOn = (
  connection: NatsConnection,
  { stream, durable, filterSubject }: ConsumerDefinition,
  on: OnAnswer,
) => {
  // Without `manualAck` the client acknowledges behind our back, as soon as the callback has returned.
  const options = consumerOpts().bind(stream, durable).manualAck().callback(on)
  return connection.jetstream({ timeout: bindWithinMs }).pullSubscribe(filterSubject, options)
}

/**
 * One request of the broker waits for each free slot, so a message is sent the moment it arrives, and never before
 * somebody can work on it. One subscription takes all answers; the client's newer `consumer.next()` makes one for each
 * message, cannot be ended while it waits, and after a reconnect waits out its time although the server has forgotten it.
 */
export const pullFrom = (link: Link, consumer: ConsumerDefinition, log: Logger, { free, take }: Slots): Source => {
  let subscription: JetStreamPullSubscription | undefined
  let requests: number[] = []
  let stopped = false

  const refill = (): void => {
    while (subscription && link.connection() && requests.length < free()) {
      subscription.pull({ batch: 1, expires: expiresMs })
      requests.push(performance.now())
    }
  }
  const onAnswer: OnAnswer = (error, message) => {
    requests.shift()
    if (message) take(toIncoming(message))
    else if (error && !ordinaryEnds.has(error.code)) begin(error)
    else refill()
  }
  const bind = async (): Promise<JetStreamPullSubscription | undefined> => {
    const connection = link.connection()
    const bound = connection && (await subscribeOn(connection, consumer, onAnswer))
    if (!stopped && link.connection() === connection) return bound
    bound?.unsubscribe()
    return undefined
  }
  const subscribe = async (): Promise<void> => {
    while (!stopped && !subscription) {
      subscription = await bind().catch((err) => void log.debug({ err, durable: consumer.durable }, 'not there yet'))
      if (subscription) refill()
      else await pause(pauseMs)
    }
  }
  let subscribing = subscribe()
  /** Whatever the server knew of us may be gone. What is still on its way is worked on. */
  const begin = (reason?: NatsError): void => {
    if (!subscription) return
    if (reason) log.debug({ err: reason, durable: consumer.durable }, 'refused, asking again')
    void answered(subscription.drain())
    subscription = undefined
    requests = []
    subscribing = subscribing.then(() => pause(reason ? pauseMs : 0)).then(subscribe)
  }
  const arrivals = link.onArrival(() => begin())
  const overdue = setInterval(() => {
    const now = performance.now()
    requests = requests.filter((since) => now - since < overdueMs)
    refill()
  }, 1_000)

  return {
    refill,
    async stop() {
      stopped = true
      clearInterval(overdue)
      arrivals.stop()
      // What is on its way still arrives, and is given back.
      if (link.connection()) await answered(subscription?.drain())
    },
  }
}
