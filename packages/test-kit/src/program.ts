import { spawn } from 'node:child_process'
import { once } from 'node:events'

export interface Program {
  /** What it has said so far, on both streams. */
  readonly output: () => string
  /** Sends nothing; the exit code. */
  readonly ended: Promise<number | null>
  /** SIGTERM unless told otherwise; the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
  /** SIGKILL: what a lost machine looks like. */
  kill(): Promise<void>
}

/** A file as a process of its own, on our Node, which knows only what it is told. */
export const program = (
  file: string,
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Program => {
  const child = spawn(process.execPath, [file], {
    cwd,
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'close').then(() => child.exitCode)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
  return {
    output: () => output,
    ended,
    stop: (signal = 'SIGTERM') => {
      child.kill(signal)
      return ended
    },
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}
