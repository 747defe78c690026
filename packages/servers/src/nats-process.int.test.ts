import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { natsProcess } from './nats-process.ts'

let storeDir: string
let closing: { close(): Promise<void> }[]

beforeEach(async () => {
  storeDir = await mkdtemp(join(tmpdir(), 'filling-nats-'))
  closing = []
})
afterEach(async () => {
  for (const each of closing) await each.close()
  await rm(storeDir, { recursive: true, force: true })
})

const start = async (port?: number) => {
  const server = await natsProcess({ storeDir, ...(port ? { port } : {}) })
  if (!server) throw new Error('nats-server is not on the PATH: apt-get install nats-server')
  closing.push(server)
  return server
}

/** The server's greeting, and its answer to a connection without a token. */
const greeting = async (port: number): Promise<string> => {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8')
  const [info] = await once(socket, 'data')
  socket.write('CONNECT {}\r\nPING\r\n')
  const [answer] = await once(socket, 'data')
  socket.destroy()
  return `${info}${answer}`
}

it('speaks NATS with JetStream on a free port, and only to who knows the token', async () => {
  const server = await start()
  const said = await greeting(server.port)
  expect(said).toContain('"jetstream":true')
  expect(said).toContain('Authorization Violation')
  expect((await stat(join(storeDir, 'token'))).mode & 0o077).toBe(0)
})

it('tells about itself over HTTP only where that is wanted', async () => {
  expect((await start()).monitorUrl).toBeUndefined()
  const server = await natsProcess({ storeDir: join(storeDir, 'monitored'), monitored: true })
  closing.push(server as { close(): Promise<void> })
  const told = (await (await fetch(`${server?.monitorUrl}/varz`)).json()) as { readonly port: number }
  expect(told.port).toBe(server?.port)
})

it('is reached at the same address after a restart on its port', async () => {
  const first = await start()
  await first.close()
  const second = await start(first.port)
  expect(second.url).toBe(first.url)
})

it('is not fooled by what a killed server has left behind', async () => {
  const first = await start()
  await first.kill()
  const second = await start()
  expect(await greeting(second.port)).toContain('"jetstream":true')
})

it('does not outlive the process that started it, even when that is killed', async () => {
  const script = `
    import { natsProcess } from '${new URL('./nats-process.ts', import.meta.url)}'
    const { pid } = await natsProcess({ storeDir: '${storeDir}' })
    process.stdout.write(String(pid))
    setInterval(() => undefined, 1_000)`
  const owner = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [pid] = await once(owner.stdout!, 'data')
  owner.kill('SIGKILL')
  await expect.poll(() => existsSync(`/proc/${pid}`), { timeout: 5_000 }).toBe(false)
})

it('says why it does not start', async () => {
  const first = await start()
  await expect(natsProcess({ storeDir, port: first.port })).rejects.toThrow('address already in use')
})

it('is undefined where there is no nats-server', async () => {
  expect(await natsProcess({ storeDir, searchPath: '/nowhere' })).toBeUndefined()
})
