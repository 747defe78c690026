import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from '@filling/servers'

const entry = fileURLToPath(new URL('../../../apps/standalone/src/main.ts', import.meta.url))

/**
 * What `npm start` runs, in a process of its own, so that whoever measures does not stand in the way of what is
 * measured. `given` overrides its configuration. PROFILE_DIR=… leaves a CPU profile of it there.
 */
export const ownSystem = async (
  given: Readonly<Record<string, string>> = {},
): Promise<{ readonly url: string; readonly pid: number; close(): Promise<void> }> => {
  const folder = await mkdtemp(join(tmpdir(), 'filling-bench-'))
  const port = await freePort()
  const profile = process.env.PROFILE_DIR ? ['--cpu-prof', `--cpu-prof-dir=${process.env.PROFILE_DIR}`] : []
  const child = spawn(process.execPath, [...profile, entry], {
    env: { ...process.env, GATEWAY_PORT: String(port), DATA_DIR: folder, RATE_LIMIT_PER_MINUTE: '0', ...given },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const exited = once(child, 'exit')
  const close = async (): Promise<void> => {
    child.kill('SIGTERM')
    await exited
    await rm(folder, { recursive: true, force: true })
  }
  const url = `http://127.0.0.1:${port}`
  while (!(await isReady(url))) {
    if (child.exitCode !== null) throw new Error('The system did not start')
    await setTimeout(50)
  }
  return { url, pid: child.pid ?? 0, close }
}

const isReady = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(`${url}/readyz`)).ok
  } catch {
    return false
  }
}
