import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Child, freePort, startChild, stopChild } from '@filling/servers'

const root = fileURLToPath(new URL('../../..', import.meta.url))

export interface Service {
  readonly url: string
  readonly pid: number
  /** Asks it to stop, as a cluster does. */
  close(): Promise<void>
}

/** One of our services as a cluster runs it: its own main, told what it needs by its environment. Resolves when it is ready. */
export const startService = async (entry: string, env: Readonly<Record<string, string>>): Promise<Service> => {
  const port = await freePort()
  const settings = { PATH: process.env.PATH ?? '', HOST: '127.0.0.1', PORT: String(port), LOG_LEVEL: 'warn', ...env }
  const child = await startChild([process.execPath, `${root}${entry}`], { cwd: root, env: settings }, () => undefined)
  const url = `http://127.0.0.1:${port}`
  await ready(url, child)
  return { url, pid: child.pid, close: () => stopChild(child, 'SIGTERM', 'SIGKILL') }
}

const readyWithinMs = 120_000

const ready = async (url: string, child: Child): Promise<void> => {
  const since = performance.now()
  const answers = async (): Promise<boolean> => (await fetch(`${url}/readyz`)).ok
  while (!(await answers().catch(() => false))) {
    if (!child.running()) throw new Error(`A service did not start: ${(await child.exited).lastLines}`)
    if (performance.now() - since > readyWithinMs) throw new Error(`${url} runs and does not get ready`)
    await pause(50)
  }
}
