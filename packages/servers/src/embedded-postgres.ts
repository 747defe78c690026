import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Child, startChild, stopChild } from './child.ts'
import { freePort } from './free-port.ts'
import { postgresBinaries } from './postgres-binaries.ts'
import { settingFlags } from './postgres-settings.ts'
import { clearStalePostmaster, isReady } from './postmaster-file.ts'
import { type RunAs, runAs } from './run-as.ts'
import { secretFile } from './secret-file.ts'

export interface EmbeddedPostgresOptions {
  /** Kept between starts; created when missing. */
  readonly dataDir: string
  /** Default: a free one. */
  readonly port?: number
  /** Receives the server's log, line by line. */
  readonly onLog?: (line: string) => void
}

export interface EmbeddedPostgres {
  /** A superuser's connection string, on 127.0.0.1. */
  readonly url: string
  /** The same through a socket in the data directory, for half the processor time of a query; 127.0.0.1 where its path is too long. */
  readonly localUrl: string
  readonly port: number
  readonly pid: number
  /** Ends open connections, writes everything down and waits for the exit. */
  close(): Promise<void>
}

/** PostgreSQL 18 from the npm registry as a child process. Works as root too. */
export const embeddedPostgres = async (options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> => {
  const dataDir = resolve(options.dataDir)
  const cluster = join(dataDir, 'cluster')
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const { initdb, postgres } = await postgresBinaries()
  const as = runAs(dataDir, postgres)
  const passwordFile = join(dataDir, 'password')
  const password = await secretFile(passwordFile)
  as.own(passwordFile)
  if (!existsSync(cluster)) await initialise(initdb, as, cluster, passwordFile)

  await clearStalePostmaster(cluster)
  const socketDir = fitsSocket(dataDir) ? dataDir : ''
  const { child, port } = await startServer(postgres, as, { cluster, socketDir }, options)
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`
  return {
    url,
    localUrl: socketDir ? `${url}?host=${encodeURIComponent(socketDir)}` : url,
    port,
    pid: child.pid,
    close: () => stopChild(child, 'SIGINT', 'SIGQUIT'),
  }
}

/** What macOS has room for (sun_path); Linux has four bytes more. */
const longestSocketPath = 103

const fitsSocket = (folder: string): boolean =>
  Buffer.byteLength(join(folder, '.s.PGSQL.65535')) <= longestSocketPath && process.platform !== 'win32'

/** Built aside and renamed, so that a cluster is either complete or not there. */
const initialise = async (initdb: string, as: RunAs, cluster: string, passwordFile: string): Promise<void> => {
  const unfinished = `${cluster}.new`
  await rm(unfinished, { recursive: true, force: true })
  const flags = [
    `--pgdata=${unfinished}`,
    `--pwfile=${passwordFile}`,
    '--username=postgres',
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // The same order and the same upper case on every machine, whatever its libc knows.
    '--locale-provider=builtin',
    '--locale=C.UTF-8',
  ]
  const child = await startChild(as.command([initdb, ...flags]), as.options, () => undefined)
  const { code, lastLines } = await child.exited
  if (code !== 0) throw new Error(`PostgreSQL could not create ${cluster}: ${lastLines}`)
  await rename(unfinished, cluster)
}

/** Recovery after a crash may take a while; a start that fails, fails at once. */
const readyWithinMs = 120_000
const attempts = 3

const startServer = async (
  postgres: string,
  as: RunAs,
  { cluster, socketDir }: { readonly cluster: string; readonly socketDir: string },
  { port: fixedPort, onLog = () => undefined }: EmbeddedPostgresOptions,
): Promise<{ child: Child; port: number }> => {
  for (let attempt = 1; ; attempt += 1) {
    const port = fixedPort ?? (await freePort())
    const command = as.command([postgres, '-D', cluster, ...settingFlags({ port, socketDir })])
    const child = await startChild(command, as.options, onLog)
    if (await becomesReady(child, cluster)) return { child, port }
    const { lastLines } = await child.exited
    // Somebody took the port meanwhile, or a killed server's last processes still hold its memory.
    if (attempt === attempts) throw new Error(`PostgreSQL did not start: ${lastLines}`)
    await pause(500)
  }
}

const becomesReady = async (child: Child, cluster: string): Promise<boolean> => {
  const deadline = performance.now() + readyWithinMs
  while (child.running()) {
    if (isReady(cluster, child.pid)) return true
    if (performance.now() > deadline) child.kill('SIGQUIT')
    await pause(10)
  }
  return false
}
