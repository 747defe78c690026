import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type NatsProcess, natsProcess } from '@filling/servers'

export interface NatsServer {
  readonly url: string
  /** SIGKILL: what a lost machine looks like. */
  kill(): Promise<void>
  /** SIGSTOP: the connection is there, nobody answers. */
  freeze(): void
  thaw(): void
  /** Ends the server in order, if it runs, and starts it again on the same port with the same store. */
  restart(): Promise<void>
  /** Kills the server, if it runs, and starts it again on the same port with an empty store. */
  wipe(): Promise<void>
  close(): Promise<void>
}

/** A nats-server with JetStream of one's own, to be mistreated; also the way to streams that no other test touches. */
export const natsServer = async (): Promise<NatsServer> => {
  const storeDir = await mkdtemp(join(tmpdir(), 'filling-nats-'))
  let running = await startNats(storeDir)
  const { url, port } = running
  const start = async (): Promise<void> => {
    running = await startNats(storeDir, port)
  }
  const kill = (): Promise<void> => running.kill()
  return {
    url,
    kill,
    freeze: () => process.kill(running.pid, 'SIGSTOP'),
    thaw: () => process.kill(running.pid, 'SIGCONT'),
    async restart() {
      await running.close()
      await start()
    },
    async wipe() {
      await kill()
      await rm(join(storeDir, 'jetstream'), { recursive: true, force: true })
      await start()
    },
    async close() {
      await running.close()
      await rm(storeDir, { recursive: true, force: true })
    },
  }
}

/** Nothing that needs a real broker is skipped: without one the test fails and says how to get one. */
export const startNats = async (storeDir: string, port?: number): Promise<NatsProcess> => {
  const server = await natsProcess({ storeDir, ...(port === undefined ? {} : { port }) })
  if (server) return server
  throw new Error(
    'These tests need a real nats-server (2.9.10 or newer) and there is none on the PATH: ' +
      'install it (Debian and Ubuntu: apt-get install nats-server; macOS: brew install nats-server)',
  )
}
