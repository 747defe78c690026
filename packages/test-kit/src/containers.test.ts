import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { engineHas } from './containers.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** As much of a Docker engine as is asked: a socket that speaks HTTP. */
const engine = async (answer: RequestListener): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'filling-engine-'))
  closing.push(() => rm(folder, { recursive: true }))
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(join(folder, 'docker.sock'), resolve))
  closing.push(async () => {
    server.closeAllConnections()
    server.close()
  })
  return `unix://${join(folder, 'docker.sock')}`
}

it('uses an engine that has the image', async () => {
  const asked: unknown[] = []
  const url = await engine((request, response) => {
    asked.push(request.url)
    response.end('{}')
  })
  expect(await engineHas('postgres:18-alpine', url)).toBe(true)
  expect(asked).toEqual(['/images/postgres%3A18-alpine/json'])
})

it('leaves alone an engine that would have to pull', async () => {
  const url = await engine((_request, response) => void response.writeHead(404).end('{}'))
  expect(await engineHas('postgres:18-alpine', url)).toBe(false)
})

it('does not wait for an engine that hangs', async () => {
  const url = await engine(() => undefined)
  expect(await engineHas('postgres:18-alpine', url)).toBe(false)
})

it('goes on where there is no engine', async () => {
  expect(await engineHas('postgres:18-alpine', 'unix:///nowhere/docker.sock')).toBe(false)
  expect(await engineHas('postgres:18-alpine', 'not an address')).toBe(false)
})
