import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A stretch of network between a process and a server, which can go bad in the ways that networks do. */
export interface Wire {
  /** The same address, by way of this wire. */
  through(url: string): string
  /** Half-open: connections made until now stay open on both sides and carry nothing any more; new ones work. */
  silence(): void
  /** Connections are refused and broken until `join`. */
  cut(): void
  join(): void
  close(): Promise<void>
}

export const openWire = async (target: string): Promise<Wire> => {
  const { hostname, port } = new URL(target)
  const live = new Set<Socket>()
  const silent = new Set<Socket>()
  let whole = true
  const server = createServer((near) => {
    if (!whole) return void near.resetAndDestroy()
    const far = connect(Number(port), hostname)
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      live.add(one)
      one.on('error', () => other.destroy()).on('close', () => live.delete(one))
      one.pipe(other)
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const own = (server.address() as AddressInfo).port
  const reset = (sockets: Set<Socket>): void => {
    for (const socket of sockets) socket.resetAndDestroy()
    sockets.clear()
  }
  return {
    through(url) {
      const changed = new URL(url)
      changed.host = `127.0.0.1:${own}`
      return changed.href.replace(/\/$/, '')
    },
    silence() {
      for (const socket of live) silent.add(socket.unpipe().pause())
      live.clear()
    },
    cut() {
      whole = false
      reset(live)
    },
    join() {
      whole = true
    },
    async close() {
      reset(live)
      reset(silent)
      await once(server.close(), 'close')
    },
  }
}
