import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { type EmbeddedPostgres, embeddedPostgres } from './embedded-postgres.ts'

let prepared: string
let dataDir: string
let closing: { close(): Promise<void> }[]

beforeAll(async () => {
  prepared = await mkdtemp(join(tmpdir(), 'filling-postgres-'))
  await (await embeddedPostgres({ dataDir: prepared })).close()
})
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'filling-postgres-'))
  // Copied with its owner, because creating a cluster takes longer than any of these tests.
  execFileSync('cp', ['-a', `${prepared}/.`, dataDir])
  closing = []
})
afterEach(async () => {
  for (const each of closing.reverse()) await each.close()
  await rm(dataDir, { recursive: true, force: true })
})
afterAll(() => rm(prepared, { recursive: true, force: true }))

const start = async (): Promise<EmbeddedPostgres> => {
  const server = await embeddedPostgres({ dataDir })
  closing.push(server)
  return server
}

const query = async (url: string, text: string): Promise<Record<string, unknown>[]> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

/** A process of ours that starts a server, says its address and waits to be killed. */
const startElsewhere = async (): Promise<{ process: ChildProcess; url: string }> => {
  const script = `
    import { embeddedPostgres } from '${new URL('./embedded-postgres.ts', import.meta.url)}'
    const { url } = await embeddedPostgres({ dataDir: '${dataDir}' })
    process.stdout.write(url)
    setInterval(() => undefined, 1_000)`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [url] = await once(child.stdout!, 'data')
  return { process: child, url: String(url) }
}

it('is a PostgreSQL 18 that keeps what was committed, on disk and between starts', async () => {
  const first = await start()
  expect(await query(first.url, 'show server_version_num')).toEqual([
    { server_version_num: expect.stringMatching(/^18/) },
  ])
  expect(
    await query(first.url, "select setting from pg_settings where name in ('fsync', 'synchronous_commit')"),
  ).toEqual([{ setting: 'on' }, { setting: 'on' }])
  await query(first.url, 'create table kept as select 1 as n')
  await first.close()
  const second = await start()
  expect(await query(second.url, 'select n from kept')).toEqual([{ n: 1 }])
})

it('answers on a socket in its folder as well, and only on 127.0.0.1 where the path is too long for one', async () => {
  const server = await start()
  const address = 'select inet_server_addr() is null as by_socket'
  expect(await query(server.localUrl, address)).toEqual([{ by_socket: true }])
  expect(await query(server.url, address)).toEqual([{ by_socket: false }])
  await server.close()
  const deep = join(dataDir, 'x'.repeat(100))
  await mkdir(deep)
  execFileSync('cp', ['-a', `${prepared}/.`, deep])
  const far = await embeddedPostgres({ dataDir: deep })
  closing.push(far)
  expect(await query(far.localUrl, address)).toEqual([{ by_socket: false }])
})

it('starts again after its owner was killed, with everything that was committed', async () => {
  const killed = await startElsewhere()
  await query(killed.url, 'create table kept as select 1 as n')
  killed.process.kill('SIGKILL')
  const server = await start()
  expect(await query(server.url, 'select n from kept')).toEqual([{ n: 1 }])
})

it('starts again after it was killed itself, with everything that was committed', async () => {
  const first = await start()
  await query(first.url, 'create table kept as select 1 as n')
  process.kill(first.pid, 'SIGKILL')
  const second = await start()
  expect(await query(second.url, 'select n from kept')).toEqual([{ n: 1 }])
})

it('does not take another process for its server because that has got its number', async () => {
  const first = await start()
  await first.close()
  await writeFile(join(dataDir, 'cluster', 'postmaster.pid'), `${process.pid}\n/elsewhere\n0\n5432\n\n\n0 0\nready\n`)
  const second = await start()
  expect(await query(second.url, 'select 1 as n')).toEqual([{ n: 1 }])
})

it('begins anew when creating the cluster was interrupted', async () => {
  await rename(join(dataDir, 'cluster'), join(dataDir, 'cluster.new'))
  const server = await start()
  expect(await query(server.url, 'select 1 as n')).toEqual([{ n: 1 }])
})

it('does not start twice on one folder', { timeout: 30_000 }, async () => {
  await start()
  await expect(start()).rejects.toThrow('in use by the PostgreSQL process')
})

it('starts in a folder that only its owner may enter', async () => {
  const closed = await mkdtemp(join(tmpdir(), 'filling-closed-'))
  closing.push({ close: () => rm(closed, { recursive: true }) })
  await chmod(closed, 0o700)
  await rename(dataDir, join(closed, 'inside'))
  dataDir = join(closed, 'inside')
  const server = await start()
  expect(await query(server.url, 'select 1 as n')).toEqual([{ n: 1 }])
})

it('has a password of its own that others cannot read, and asks for it', async () => {
  const server = await start()
  const password = await readFile(join(dataDir, 'password'), 'utf8')
  expect(new URL(server.url).password).toBe(password)
  expect((await stat(join(dataDir, 'password'))).mode & 0o077).toBe(0)
  const guess = new URL(server.url)
  guess.password = 'postgres'
  await expect(query(guess.href, 'select 1')).rejects.toMatchObject({ code: '28P01' })
})

it('ends open connections when it is closed', async () => {
  const server = await start()
  const client = new pg.Client({ connectionString: server.url })
  const reasons: string[] = []
  client.on('error', ({ message }) => reasons.push(message))
  await client.connect()
  await server.close()
  expect(reasons).toContain('terminating connection due to administrator command')
})
