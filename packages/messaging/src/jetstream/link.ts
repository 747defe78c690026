import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from '@filling/service-kit'
import { type ConnectionOptions, connect, Events, type NatsConnection } from 'nats'
import type { BusStatus, Listening } from '../bus.ts'
import { listeners } from '../listeners.ts'
import { address } from './address.ts'

/** `new`: subscribe. `again`: the client has subscribed, but the server may have forgotten everything else. */
export type Arrival = { readonly connection: NatsConnection; readonly kind: 'new' | 'again' }

export interface Link {
  /** Undefined while the broker is away. */
  connection(): NatsConnection | undefined
  /** Told at once if there is a connection, and at each one that follows. */
  onArrival(attach: (arrival: Arrival) => void): Listening
  onStatus(listener: (status: BusStatus) => void): Listening
  close(): Promise<void>
}

export interface LinkOptions {
  readonly url: string
  readonly name: string
  readonly log: Logger
}

/** A connection that is sought for as long as it takes, first and after every loss. */
export const openLink = ({ url, name, log }: LinkOptions): Link => {
  const statuses = listeners<BusStatus>()
  const arrivals = listeners<Arrival>()
  const closing = new AbortController()
  let current: NatsConnection | undefined
  let away = true

  const arrive = (arrival: Arrival): void => {
    current = arrival.connection
    away = false
    log.info({ server: current.getServer() }, 'connected to the broker')
    statuses.tell('connected')
    arrivals.tell(arrival)
  }
  const leave = (): void => {
    if (away) return
    away = true
    if (!closing.signal.aborted) log.warn({}, 'lost the broker')
    statuses.tell('disconnected')
  }
  const watch = async (connection: NatsConnection): Promise<void> => {
    for await (const { type } of connection.status()) {
      if (type === Events.Disconnect) leave()
      if (type === Events.Reconnect) arrive({ connection, kind: 'again' })
    }
  }
  const stay = async (connection: NatsConnection): Promise<void> => {
    // Not waited for: it does not end when the connection does.
    void watch(connection)
    arrive({ connection, kind: 'new' })
    await connection.closed()
    leave()
  }
  const keepConnected = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      const connection = await seek(connectionOptions(url, name), closing.signal, log)
      if (connection) await stay(connection)
    }
  }
  const kept = keepConnected()

  return {
    connection: () => (away ? undefined : current),
    onStatus: (listener) => statuses.add(listener),
    onArrival(attach) {
      if (current && !away) attach({ connection: current, kind: 'new' })
      return arrivals.add(attach)
    },
    async close() {
      closing.abort()
      await current?.close()
      await kept
    },
  }
}

const connectionOptions = (url: string, name: string): ConnectionOptions => ({
  ...address(url),
  name,
  // Each service may be allowed to hear its own answers and nobody else's.
  inboxPrefix: `_INBOX.${name}`,
  timeout: 2_000,
  maxReconnectAttempts: -1,
  reconnectTimeWait: 200,
  reconnectJitter: 100,
  // A password that is being rotated is no reason to give up.
  ignoreAuthErrorAbort: true,
  // A server that hangs is given up after 10 to 15 s.
  pingInterval: 5_000,
  maxPingOut: 2,
  // Else every publish records a stack trace beforehand, for the case that it fails: a tenth of what it costs.
  noAsyncTraces: true,
})

/** The client's own search for a first connection cannot be ended. */
const seek = async (
  options: ConnectionOptions,
  signal: AbortSignal,
  log: Logger,
): Promise<NatsConnection | undefined> => {
  for (let attempt = 1; !signal.aborted; attempt += 1) {
    try {
      const connection = await connect(options)
      if (!signal.aborted) return connection
      await connection.close()
    } catch (err) {
      if (attempt === 1) log.warn({ err }, 'the broker does not answer yet')
      await pause(Math.min(2_000, 50 * 2 ** attempt), undefined, { signal }).catch(() => undefined)
    }
  }
  return undefined
}
