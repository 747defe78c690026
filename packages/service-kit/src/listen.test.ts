import { connect } from 'node:net'
import { expect, it } from 'vitest'
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
