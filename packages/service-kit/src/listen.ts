import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'

export interface Listening {
  readonly port: number
  readonly url: string
  /** Takes no new connections, lets requests in flight finish, and cuts what is left after the grace. */
  close(graceMs?: number): Promise<void>
}

/** Takes over connections that ask for another protocol; those that `wants` leaves alone stay ordinary requests. */
export interface Upgrades {
  wants(req: IncomingMessage): boolean
  take(req: IncomingMessage, socket: Duplex, head: Buffer): void
}

interface ListenOptions {
  readonly port: number
  readonly host: string
  readonly upgrades?: Upgrades
  readonly timeouts?: Timeouts
}

interface Timeouts {
  readonly keepAliveTimeout: number
  /** From the first byte of a request to the end of its headers. */
  readonly headersTimeout: number
  /** From its first byte to its last. */
  readonly requestTimeout: number
  /** How often Node looks; a slow sender may have so much longer. */
  readonly connectionsCheckingInterval: number
}

const usual: Timeouts = {
  keepAliveTimeout: 65_000,
  headersTimeout: 20_000,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 5_000,
}

/** Serves on `port` (0 = a free one). Idle connections outlive those of usual proxies (60 s), so that they close first. */
export const listen = async (
  app: RequestListener,
  { port, host, upgrades, timeouts = usual }: ListenOptions,
): Promise<Listening> => {
  const server = createServer({ ...timeouts, shouldUpgradeCallback: (req) => upgrades?.wants(req) === true }, app)
  if (upgrades) server.on('upgrade', (req, socket, head) => upgrades.take(req, socket, head))
  const closeIdle = idleConnections(server)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const bound = (server.address() as AddressInfo).port
  return {
    port: bound,
    url: `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${bound}`,
    close: (graceMs = 10_000) =>
      new Promise((resolve) => {
        const cut = setTimeout(() => server.closeAllConnections(), graceMs)
        server.close(() => {
          clearTimeout(cut)
          resolve()
        })
        closeIdle()
      }),
  }
}

/**
 * Node leaves two kinds of connection open until the grace is over: those that clients opened ahead of need and never
 * used, and those whose last request ends after the close began.
 */
const idleConnections = (server: Server): (() => void) => {
  const unused = new Set<Socket>()
  let closing = false
  server.on('connection', (socket) => {
    unused.add(socket)
    socket.once('close', () => unused.delete(socket))
  })
  server.prependListener('upgrade', (req) => unused.delete(req.socket))
  server.prependListener('request', (req, res) => {
    unused.delete(req.socket)
    // An answer may be over before its request is, when the rest of a body is only taken in to be thrown away.
    for (const half of [req, res])
      half.once('close', () => closing && setImmediate(() => server.closeIdleConnections()))
  })
  return () => {
    closing = true
    for (const socket of unused) socket.destroy()
  }
}
