import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { eventually, freePort } from '@filling/test-kit'
import { connect } from 'nats'
import { type NatsUser, natsUsers } from './grants.ts'
import { passwordVariable } from './print-users.ts'

const conf = fileURLToPath(new URL('../../nats/', import.meta.url))

export interface SecuredNats {
  /** With the name and the password of one of its users. */
  urlOf(user: NatsUser): string
  /** What the server has refused so far, as it says so in its log. */
  violations(): Promise<string[]>
  close(): Promise<void>
}

/** A real nats-server that runs the files of deploy/nats as they are, on a port and a store of its own. */
export const securedNats = async (): Promise<SecuredNats> => {
  const folder = await mkdtemp(join(tmpdir(), 'filling-deploy-nats-'))
  await cp(conf, folder, { recursive: true })
  await mkdir(join(folder, 'secrets'), { recursive: true })
  const passwords = natsUsers.map((user) => `${passwordVariable(user)}: "of-${user}"\n`)
  await writeFile(join(folder, 'secrets/passwords.conf'), passwords.join(''))
  const nats = await readFile(join(conf, 'nats.conf'), 'utf8')
  await writeFile(join(folder, 'nats.conf'), nats.replace('/data', join(folder, 'store')))
  const log = join(folder, 'nats.log')
  const [port, monitoring] = [await freePort(), await freePort()]
  const flags = ['-p', String(port), '-m', String(monitoring), '-l', log]
  const server = spawn('nats-server', ['-c', join(folder, 'nats.conf'), ...flags], {
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
    stdio: 'ignore',
  })
  const urlOf = (user: NatsUser): string => `nats://${user}:of-${user}@127.0.0.1:${port}`
  await eventually(() => answers(server, port))
  return {
    urlOf,
    violations: async () => (await readFile(log, 'utf8')).split('\n').filter((line) => line.includes('Violation')),
    async close() {
      const exited = once(server, 'exit')
      server.kill('SIGKILL')
      await exited
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const answers = async (server: ChildProcess, port: number): Promise<boolean> => {
  if (server.exitCode !== null) throw new Error('nats-server does not take the files of deploy/nats')
  const connection = await connect({ port, user: 'gateway', pass: 'of-gateway', maxReconnectAttempts: 0 })
  await connection.close()
  return true
}
