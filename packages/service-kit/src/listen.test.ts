import type { IncomingMessage, ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { listen } from './listen.ts'

/** Longer than a test may take: whoever waits for it fails. */
const graceMs = 300_000

it('closes at once although a client holds a connection that it never used', async () => {
  const server = await listen((_req, res) => res.end(), { port: 0, host: '127.0.0.1' })
  const early = connect(server.port, '127.0.0.1')
  await new Promise((resolve) => early.once('connect', resolve))
  await (await fetch(server.url)).text()
  await server.close(graceMs)
  early.destroy()
})

it('lets a request in flight finish before it closes', async () => {
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>()
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>()
  const server = await listen(
    async (_req, res) => {
      arrive()
      await held
      res.end('whole')
    },
    { port: 0, host: '127.0.0.1' },
  )
  const answer = fetch(server.url).then((response) => response.text())
  await arrived
  const closed = server.close(graceMs)
  letGo()
  expect(await answer).toBe('whole')
  await closed
})

describe('a sender who takes his time', () => {
  const hurried = { keepAliveTimeout: 200, headersTimeout: 200, requestTimeout: 400, connectionsCheckingInterval: 50 }

  it.each([
    ['with the headers', 'GET / HTTP/1.1\r\nHost: a\r\n', 'X-More: header\r\n'],
    ['with the body', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n', 'x'],
    [
      'with the pieces of a chunked body',
      'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n',
      '1\r\nx\r\n',
    ],
  ])('%s is cut off, however steadily something comes', async (_name, start, more) => {
    const app = (req: IncomingMessage, res: ServerResponse) => void req.resume().once('end', () => res.end())
    const server = await listen(app, { port: 0, host: '127.0.0.1', timeouts: hurried })
    const socket = connect(server.port, '127.0.0.1', () => socket.write(start))
    const drip = setInterval(() => socket.writable && socket.write(more), 20)
    socket.resume().on('error', () => undefined)
    await new Promise((resolve) => socket.once('close', resolve))
    clearInterval(drip)
    await server.close()
  })
})
