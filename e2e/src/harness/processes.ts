import { once } from 'node:events'
import { glob, readFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Program, program } from '@filling/test-kit'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** A service as a cluster runs it: its own process, everything it knows from its environment. */
export const serviceProcess = (
  entry: string,
  env: Readonly<Record<string, string>>,
  { cwd = root }: { readonly cwd?: string } = {},
): Program => program(join(root, entry), { cwd, env: { HOST: '127.0.0.1', LOG_LEVEL: 'info', ...env } })

/** Command lines of all processes that mention the text; on a machine without /proc nobody can tell. */
export const processesNaming = async (text: string): Promise<string[]> => {
  const found: string[] = []
  for await (const file of glob('/proc/[0-9]*/cmdline')) {
    const line = (await readFile(file, 'utf8').catch(() => '')).replaceAll('\0', ' ')
    if (line.includes(text)) found.push(line)
  }
  return found
}

export const freePorts = async (count: number): Promise<number[]> => {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map((server) => once(server, 'listening')))
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  await Promise.all(servers.map((server) => once(server.close(), 'close')))
  return ports
}
