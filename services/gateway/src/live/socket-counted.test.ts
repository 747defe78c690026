import { eventually, freePort } from '@filling/test-kit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startGateway, type TestGateway } from '../test-gateway.ts'
import { rawRequest, say } from '../test-raw.ts'
import { tokenOf } from '../test-tokens.ts'
import { signedIn, socketTo } from './test-live.ts'

let gateway: TestGateway
let metrics: string
beforeAll(async () => {
  const port = await freePort()
  metrics = `http://127.0.0.1:${port}/metrics`
  gateway = await startGateway({ METRICS_PORT: String(port) })
})
afterAll(() => gateway.close())

/** How many upgrades ended how: `1xx 2` */
const counted = async (): Promise<string[]> => {
  const text = await (await fetch(metrics)).text()
  return [...text.matchAll(/^filling_http_request_duration_seconds_count\{(.*)\} (\d+)$/gm)]
    .filter(([, labels]) => labels?.includes('route="/api/v1/ws"'))
    .map(([, labels, count]) => `${labels?.match(/status="(\w+)"/)?.[1]} ${count}`)
    .sort()
}

const handshake = (...others: readonly string[]): string =>
  rawRequest('GET /api/v1/ws', ['Upgrade: websocket', 'Connection: Upgrade', ...others])

describe('an upgrade is counted', () => {
  it('once, as soon as the socket is open, and not again when it closes', async () => {
    const sockets = [await socketTo(gateway), await signedIn(gateway)]
    await eventually(async () => (await counted()).includes('1xx 2'))
    for (const { ws, state } of sockets) {
      ws.close()
      await eventually(() => state.closed)
    }
    expect(await counted()).toEqual(['1xx 2'])
  })

  it('once when it is refused', async () => {
    expect((await socketTo(gateway, { query: `?token=${tokenOf(1)}` })).state.status).toBe(400)
    await eventually(async () => (await counted()).includes('4xx 1'))
  })

  it('once when it is no handshake, which is answered like every other mistake', async () => {
    const answer = await say(gateway.port, handshake('Sec-WebSocket-Version: 99', 'Sec-WebSocket-Key: short'))
    expect(answer).toMatch(/^HTTP\/1.1 400 /)
    expect(answer).toMatch(/^sec-websocket-version: 13\r$/im)
    expect(answer).toMatch('"code":"request.malformed"')
    await eventually(async () => (await counted()).includes('4xx 2'))
    expect(await counted()).toEqual(['1xx 2', '4xx 2'])
  })
})
