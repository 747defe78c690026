import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { eventually } from '@filling/test-kit'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startGateway, type TestGateway } from '../test-gateway.ts'
import { tokenOf } from '../test-tokens.ts'

let gateway: TestGateway
const sockets: Socket[] = []
beforeEach(async () => {
  gateway = await startGateway({ RATE_LIMIT_PER_MINUTE: '0' })
})
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await gateway.close()
})

/** Announces a megabyte and sends a few bytes of it. */
const slowUpload = async (path: string, user?: number) => {
  const socket = connect(gateway.port, '127.0.0.1')
  sockets.push(socket)
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  const who = user === undefined ? '' : `Authorization: Bearer ${tokenOf(user)}\r\n`
  const about = 'Host: a\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n'
  socket.write(`POST ${path} HTTP/1.1\r\n${about}${who}\r\n{"lots_data":[`)
  return socket
}
const submit = (user: number, bytes: number) =>
  gateway.call('/api/v1/schedule', {
    user,
    method: 'POST',
    body: Buffer.alloc(bytes, 'x'),
    headers: { 'content-type': 'application/json' },
  })

it('many slow uploads at once keep no connection from anybody’s other requests', async () => {
  const uploads = Array.from({ length: 160 }, (_, at) => slowUpload('/api/v1/schedule', 1 + (at % 20)))
  await Promise.all(uploads)
  await eventually(() => gateway.scheduler.begun >= 128)
  expect((await gateway.call('/api/v1/schedules', { user: 99 })).status).toBe(200)
  expect((await submit(99, 1_000)).status).toBe(200)
})

it('a user who sends too many large bodies at once is told to wait, and nobody else', async () => {
  await Promise.all(Array.from({ length: 8 }, () => slowUpload('/api/v1/schedule', 1)))
  await eventually(() => gateway.scheduler.begun === 8)
  const refused = await submit(1, 100_000)
  expect(refused.status).toBe(429)
  expect(await refused.json()).toMatchObject({ code: 'request.rate_limited' })
  expect((await submit(2, 100_000)).status).toBe(200)
  expect((await submit(1, 1_000)).status).toBe(200)
  for (const socket of sockets) socket.destroy()
  await eventually(async () => (await submit(1, 100_000)).status === 200)
})

it('a stranger’s body is taken in before auth hears of it, and a large one not at all', async () => {
  await Promise.all(Array.from({ length: 20 }, () => slowUpload('/api/v1/auth/refresh')))
  const answer = await gateway.call('/api/v1/auth/login', { method: 'POST', body: Buffer.alloc(70_000, 'x') })
  expect(answer.status).toBe(413)
  expect(gateway.auth.begun).toBe(0)
})
