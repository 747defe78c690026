import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { History } from '../history.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

export interface ProcessOptions {
  readonly name: string
  /** From the root of the repository. */
  readonly entry: string
  readonly env: Readonly<Record<string, string>>
  readonly logFile: string
  readonly history: History
  /** It will end itself: that is what it is for. */
  readonly doomed?: boolean
}

export interface ServiceProcess {
  readonly name: string
  readonly pid: number
  /** Started, and heard by the broker. */
  readonly ready: Promise<void>
  readonly exited: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>
  running(): boolean
  /** SIGKILL: what a lost machine looks like. */
  kill(): Promise<void>
  /** SIGTERM; the exit code, and how long it took. */
  stop(): Promise<{ readonly code: number | null; readonly afterMs: number }>
  signal(signal: NodeJS.Signals): void
  /** What an armed process says before it does something to itself. */
  readonly said: Promise<Said>
}

/** At which point, and while working on which schedule. */
export interface Said {
  readonly point: string
  readonly scheduleId: number
}

/** A process that is frozen or waits for its servers would outlive us: the guardian's stdin closes when we are gone. */
const watchOver = (pid: number): ChildProcess => {
  const guardian = spawn('sh', ['-c', 'read _; kill -KILL "$0"', String(pid)], { stdio: ['pipe', 'ignore', 'ignore'] })
  guardian.on('error', () => undefined)
  guardian.unref()
  return guardian
}

/** A service as a cluster runs it. Its log goes to a file; an end that nobody wanted goes into the history. */
export const serviceProcess = ({ name, entry, env, logFile, history, doomed }: ProcessOptions): ServiceProcess => {
  const child = spawn(process.execPath, [`${root}${entry}`], {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', HOST: '127.0.0.1', LOG_LEVEL: 'info', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const log = createWriteStream(logFile, { flags: 'a' })
  const said = Promise.withResolvers<Said>()
  const ready = Promise.withResolvers<void>()
  const missing = new Set(['connected to the broker', 'is ready'])
  for (const stream of [child.stdout, child.stderr]) stream.pipe(log, { end: false })
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith('{"point"')) said.resolve(JSON.parse(line) as Said)
    for (const message of missing) if (line.includes(message)) missing.delete(message)
    if (missing.size === 0) ready.resolve()
  })
  let meant = doomed === true
  const guardian = watchOver(child.pid ?? 0)
  const exited = once(child, 'exit').then(() => {
    guardian.kill('SIGKILL')
    const { exitCode: code, signalCode: signal } = child
    history.note({ kind: 'exit', process: name, code, signal, meant })
    return { code, signal }
  })
  const end = async (signal: NodeJS.Signals): Promise<{ code: number | null; afterMs: number }> => {
    meant = true
    const since = performance.now()
    child.kill(signal)
    const { code } = await exited
    return { code, afterMs: performance.now() - since }
  }
  return {
    ...{ name, pid: child.pid ?? 0, exited, said: said.promise, ready: ready.promise },
    running: () => child.exitCode === null && child.signalCode === null,
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
    signal: (signal) => void child.kill(signal),
  }
}
