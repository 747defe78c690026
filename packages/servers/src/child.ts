import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export interface Child {
  readonly pid: number
  /** Resolves however it ended; the log's last lines say why. */
  readonly exited: Promise<{ readonly code: number | null; readonly lastLines: string }>
  running(): boolean
  kill(signal: NodeJS.Signals): void
}

/** What is shown when a server refuses to start. */
const keptLines = 20

/**
 * Starts a server in a session of its own, so that Ctrl-C in the terminal reaches only us and we can close in order.
 * It does not outlive us all the same: a guardian stops it when this process is gone, even after a SIGKILL.
 * Rejects when the program cannot be started.
 */
export const startChild = async (
  [program, ...args]: readonly [string, ...string[]],
  options: SpawnOptions,
  onLog: (line: string) => void,
): Promise<Child> => {
  const child = spawn(program, args, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  await once(child, 'spawn')
  const pid = child.pid as number
  const guardian = watchOver(pid)
  const lastLines = readLines(child, onLog)
  const exited = once(child, 'close').then(() => {
    guardian.kill('SIGKILL')
    return { code: child.exitCode, lastLines: lastLines.join('\n') }
  })
  return {
    pid,
    exited,
    running: () => child.exitCode === null && child.signalCode === null,
    kill: (signal) => void child.kill(signal),
  }
}

/** Its stdin is a pipe from us that the kernel closes when we end, in whatever way. */
const watchOver = (pid: number): ChildProcess => {
  const guardian = spawn('sh', ['-c', 'cat; kill -INT "$0"', String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  guardian.on('error', () => undefined)
  guardian.unref()
  return guardian
}

const readLines = (child: ChildProcess, onLog: (line: string) => void): string[] => {
  const last: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue
    createInterface({ input: stream }).on('line', (line) => {
      last.push(line)
      if (last.length > keptLines) last.shift()
      onLog(line)
    })
  }
  return last
}

/** Asks first, insists when the grace is over. */
export const stopChild = async (child: Child, ask: NodeJS.Signals, insist: NodeJS.Signals): Promise<void> => {
  if (!child.running()) return
  child.kill(ask)
  const timer = setTimeout(() => child.kill(insist), 20_000)
  await child.exited
  clearTimeout(timer)
}
