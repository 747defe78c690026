import { glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Child, startChild, stopChild } from './child.ts'
import { secretFile } from './secret-file.ts'

export interface NatsProcessOptions {
  /** JetStream's files; created when missing. */
  readonly storeDir: string
  /** Default: a free one. */
  readonly port?: number
  /** Whether it tells about itself over HTTP, on a free port of 127.0.0.1 and without a password. */
  readonly monitored?: boolean
  /** Where `nats-server` is looked for. Default: the PATH, and where Debian installs servers. */
  readonly searchPath?: string
  /** Receives the server's log, line by line. */
  readonly onLog?: (line: string) => void
}

export interface NatsProcess {
  readonly url: string
  /** Where `/varz` and `/jsz` are; undefined when it is not monitored. */
  readonly monitorUrl: string | undefined
  readonly port: number
  readonly pid: number
  /** SIGKILL, for tests of what follows. */
  kill(): Promise<void>
  close(): Promise<void>
}

const readyWithinMs = 20_000

/** `nats-server` from the PATH as a child process with JetStream; undefined when there is none. */
export const natsProcess = async (options: NatsProcessOptions): Promise<NatsProcess | undefined> => {
  const storeDir = resolve(options.storeDir)
  await mkdir(storeDir, { recursive: true, mode: 0o700 })
  // Left by a killed server, whose process number may come again.
  for await (const stale of glob(join(storeDir, '*.ports'))) await rm(stale)
  const token = await secretFile(join(storeDir, 'token'))
  const config = join(storeDir, 'nats-server.conf')
  await writeFile(config, configuration(storeDir, token, options), { mode: 0o600 })

  const child = await startIfThere(config, options)
  if (!child) return undefined
  const { port, monitorUrl } = await listening(child, storeDir)
  return {
    url: `nats://${token}@127.0.0.1:${port}`,
    monitorUrl,
    port,
    pid: child.pid,
    kill: () => stopChild(child, 'SIGKILL', 'SIGKILL'),
    close: () => stopChild(child, 'SIGINT', 'SIGKILL'),
  }
}

const anyPort = -1

/** JSON is valid in a NATS configuration. */
const configuration = (storeDir: string, token: string, { port = anyPort, monitored }: NatsProcessOptions): string =>
  JSON.stringify({
    listen: `127.0.0.1:${port}`,
    ...(monitored ? { http: `127.0.0.1:${anyPort}` } : {}),
    authorization: { token },
    jetstream: { store_dir: storeDir },
    ports_file_dir: storeDir,
  })

/** An ordinary user's PATH does not have Debian's place for servers. */
const usualPath = `${process.env.PATH}:/usr/local/sbin:/usr/sbin`

const startIfThere = async (
  config: string,
  { searchPath = usualPath, onLog = () => undefined }: NatsProcessOptions,
): Promise<Child | undefined> => {
  try {
    return await startChild(['nats-server', '-c', config], { env: { ...process.env, PATH: searchPath } }, onLog)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** The server writes down where it listens as soon as it takes connections. */
const listening = async (child: Child, storeDir: string): Promise<Pick<NatsProcess, 'port' | 'monitorUrl'>> => {
  const portsFile = join(storeDir, `nats-server_${child.pid}.ports`)
  const deadline = performance.now() + readyWithinMs
  while (child.running()) {
    const ports = await readFile(portsFile, 'utf8').catch(() => '')
    const port = ports.match(/"nats":\s*\[\s*"[^"]*:(\d+)"/)?.[1]
    if (port) return { port: Number(port), monitorUrl: ports.match(/"monitoring":\s*\[\s*"([^"]*)"/)?.[1] }
    if (performance.now() > deadline) child.kill('SIGKILL')
    await pause(5)
  }
  throw new Error(`nats-server did not start: ${(await child.exited).lastLines}`)
}
