import { once } from 'node:events'
import { Agent, createServer, request } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startGateway, type TestGateway } from '../test-gateway.ts'
import { tokenOf } from '../test-tokens.ts'

/** A service that refuses a submission at its first piece and leaves the rest unread. */
const hasty = createServer((req, res) => {
  const answer = () => res.writeHead(req.method === 'POST' ? 400 : 200).end('{}')
  if (req.method === 'POST') req.once('data', answer)
  else answer()
})

let gateway: TestGateway
beforeAll(async () => {
  await once(hasty.listen(0, '127.0.0.1'), 'listening')
  gateway = await startGateway({ SCHEDULER_URL: `http://127.0.0.1:${(hasty.address() as AddressInfo).port}` })
})
afterAll(async () => {
  await gateway.close()
  hasty.close()
})

const call = async (agent: Agent, path: string, body?: Buffer) => {
  const headers = { authorization: `Bearer ${tokenOf(1)}`, ...(body && { 'content-length': body.length }) }
  const sending = request(gateway.url + path, { agent, headers, method: body ? 'POST' : 'GET' })
  const sockets: Socket[] = []
  sending.once('socket', (socket) => sockets.push(socket)).end(body)
  const [response] = await once(sending, 'response')
  await text(response)
  return { status: response.statusCode, socket: sockets[0] }
}

it.each([100_000, 700_000, 3_000_000])(
  'an early refusal of %d bytes leaves the connection good for the next request',
  async (bytes) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const refused = await call(agent, '/api/v1/schedule', Buffer.alloc(bytes, 'x'))
    const next = await call(agent, '/api/v1/schedules')
    expect([refused.status, next.status]).toEqual([400, 200])
    expect(next.socket).toBe(refused.socket)
    agent.destroy()
  },
)
