import { once } from 'node:events'
import { connect } from 'node:net'
import pg from 'pg'
import { afterEach, expect, it, vi } from 'vitest'
import { freshDatabase } from './fresh-database.ts'
import { natsServer } from './nats-server.ts'
import { startServers } from './start-servers.ts'

afterEach(() => vi.unstubAllEnvs())

const query = async (url: string, text: string): Promise<unknown[]> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

const greets = async (url: string): Promise<boolean> => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1').setEncoding('utf8')
  const [info] = await once(socket, 'data')
  socket.destroy()
  return String(info).startsWith('INFO')
}

it('starts what is not given, and stops it', async () => {
  vi.stubEnv('TEST_DATABASE_URL', '')
  vi.stubEnv('TEST_NATS_URL', '')
  const servers = await startServers()
  expect(await query(servers.databaseUrl, 'select 1 as n')).toEqual([{ n: 1 }])
  expect(await greets(servers.natsUrl)).toBe(true)
  await servers.close()
  await expect(query(servers.databaseUrl, 'select 1')).rejects.toThrow()
  await expect(greets(servers.natsUrl)).rejects.toThrow()
})

it('uses the servers that are given, and leaves them running', async () => {
  const servers = await startServers()
  expect(servers.databaseUrl).toBe(process.env.TEST_DATABASE_URL)
  expect(servers.natsUrl).toBe(process.env.TEST_NATS_URL)
  await servers.close()
  expect(await query(servers.databaseUrl, 'select 1 as n')).toEqual([{ n: 1 }])
  expect(await greets(servers.natsUrl)).toBe(true)
})

it('gives every test file a database of its own, and takes it back from whoever still uses it', async () => {
  const [one, other] = await Promise.all([freshDatabase(), freshDatabase()])
  await query(one.url, 'create table lot (id int)')
  expect(await query(other.url, "select to_regclass('lot') as lot")).toEqual([{ lot: null }])
  const forgotten = new pg.Client({ connectionString: one.url })
  forgotten.on('error', () => undefined)
  await forgotten.connect()
  await Promise.all([one.drop(), other.drop()])
  await expect(query(one.url, 'select 1')).rejects.toMatchObject({ code: '3D000' })
})

it('gives a broker that can be killed, restarted and wiped at one address', async () => {
  const server = await natsServer()
  expect(await greets(server.url)).toBe(true)
  await server.kill()
  await expect(greets(server.url)).rejects.toThrow('ECONNREFUSED')
  await server.restart()
  expect(await greets(server.url)).toBe(true)
  await server.wipe()
  expect(await greets(server.url)).toBe(true)
  await server.close()
  await expect(greets(server.url)).rejects.toThrow('ECONNREFUSED')
})
