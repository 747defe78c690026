import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startGateway, type TestGateway } from '../test-gateway.ts'
import { rawRequest, say, statusOf } from '../test-raw.ts'
import { tokenOf } from '../test-tokens.ts'

let gateway: TestGateway
beforeEach(async () => {
  gateway = await startGateway()
})
afterEach(() => gateway.close())

const json = { 'content-type': 'application/json' }
const submit = (body: RequestInit['body'], init: RequestInit = {}) =>
  gateway.call('/api/v1/schedule', { user: 1, method: 'POST', headers: json, ...init, body: body ?? null })

describe('what travels on', () => {
  const namesSeen = () =>
    (gateway.scheduler.seen[0]?.headers ?? []).filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase())

  it('is only what is allowed to', async () => {
    const headers = [
      `Authorization: Bearer ${tokenOf(1)}`,
      'Accept: application/json',
      'Cookie: session=1',
      'X-Forwarded-For: 10.0.0.1',
      'X-Forwarded-Host: evil',
      'X-Original-URL: /admin',
      'X-Http-Method-Override: DELETE',
      'Proxy-Authorization: Basic x',
      'TE: trailers',
      'Keep-Alive: timeout=1',
      'Idempotency-Key: k1',
      'If-None-Match: "1"',
      'Traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      'X-Request-Id: mine-1',
      'X-Hop: 1',
    ]
    const line = rawRequest('GET /api/v1/schedules', headers).replace(
      'Connection: close',
      'Connection: close, X-Hop, Authorization',
    )
    expect(statusOf(await say(gateway.port, line))).toBe(200)
    expect(namesSeen().sort()).toEqual(
      [
        'accept',
        'authorization',
        'connection',
        'host',
        'idempotency-key',
        'if-none-match',
        'traceparent',
        'x-request-id',
      ].sort(),
    )
    expect(gateway.scheduler.seen[0]?.headers).toContain('mine-1')
    expect(gateway.scheduler.seen[0]?.headers).toContain(new URL(gateway.scheduler.url).host)
  })

  it('back is only what is allowed to', async () => {
    gateway.scheduler.answer = (_req, res) => {
      res.writeHead(202, {
        Location: '/api/v1/schedule/7',
        'Retry-After': '1',
        ETag: '"v1"',
        Server: 'secret/1.0',
        'X-Powered-By': 'something',
        'Set-Cookie': 'a=b',
        'Content-Security-Policy': 'none',
        'X-Request-Id': 'not-yours',
        'Access-Control-Allow-Origin': '*',
      })
      res.end('{}')
    }
    const { status, headers } = await submit('{}')
    expect(status).toBe(202)
    expect(headers.get('location')).toBe('/api/v1/schedule/7')
    expect(headers.get('retry-after')).toBe('1')
    expect(headers.get('etag')).toBe('"v1"')
    for (const name of ['server', 'x-powered-by', 'set-cookie', 'access-control-allow-origin'])
      expect(headers.get(name)).toBeNull()
    expect(headers.get('content-security-policy')).toMatch(/default-src/)
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  })
})

describe('two servers that could disagree', () => {
  const authorization = `Authorization: Bearer ${tokenOf(1)}`
  const smuggled = 'GET /api/v1/schedule/666 HTTP/1.1\r\nHost: x\r\n\r\n'

  it.each([
    [
      'a length and chunks',
      [`Content-Length: ${smuggled.length + 5}`, 'Transfer-Encoding: chunked'],
      `0\r\n\r\n${smuggled}`,
    ],
    ['two lengths', ['Content-Length: 0', `Content-Length: ${smuggled.length}`], smuggled],
    ['an unknown transfer coding', ['Transfer-Encoding: xchunked'], `0\r\n\r\n${smuggled}`],
    ['chunks that are not the last coding', ['Transfer-Encoding: chunked, identity'], `0\r\n\r\n${smuggled}`],
    ['a length that is no number', ['Content-Length: 0x10'], smuggled],
    ['a space before the colon', ['Transfer-Encoding : chunked'], `0\r\n\r\n${smuggled}`],
    ['a folded header', ['Transfer-Encoding:\r\n chunked'], `0\r\n\r\n${smuggled}`],
  ])('are not given %s', async (_name, headers, body) => {
    await say(gateway.port, rawRequest('POST /api/v1/schedule', [authorization, ...headers], body))
    expect(gateway.seen().filter(({ target }) => target.includes('666'))).toEqual([])
  })

  it('see the body of a request without a body operation as nobody’s request', async () => {
    const answer = await say(
      gateway.port,
      rawRequest('GET /api/v1/schedules', [authorization, `Content-Length: ${smuggled.length}`], smuggled),
    )
    expect(statusOf(answer)).toBe(200)
    await gateway.call('/api/v1/strategies', { user: 1 })
    expect(gateway.seen().map(({ target }) => target)).toEqual(['/api/v1/schedules', '/api/v1/strategies'])
  })

  it('never change their protocol', async () => {
    const headers = [
      authorization,
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    ]
    const line = rawRequest('GET /api/v1/schedules', headers).replace('Connection: close', 'Connection: close, Upgrade')
    expect(await say(gateway.port, line)).not.toMatch(/ 101 /)
    expect(gateway.scheduler.seen.flatMap(({ headers }) => headers).join()).not.toMatch(/websocket/i)
  })
})
