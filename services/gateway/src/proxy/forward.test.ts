import { createHash, randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { eventually } from '@filling/test-kit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { echo, startGateway, type TestGateway } from '../test-gateway.ts'
import { rawRequest, say, statusOf } from '../test-raw.ts'
import { tokenOf } from '../test-tokens.ts'
import { bodyLimitBytes } from './body.ts'

let gateway: TestGateway
beforeEach(async () => {
  gateway = await startGateway({ UPSTREAM_TIMEOUT_SECONDS: '0.3' })
})
afterEach(() => gateway.close())

const json = { 'content-type': 'application/json' }
const submit = (body: RequestInit['body'], init: RequestInit = {}) =>
  gateway.call('/api/v1/schedule', { user: 1, method: 'POST', headers: json, ...init, body: body ?? null })

const chunked = (bytes: number): RequestInit => ({
  body: new ReadableStream({
    start(controller) {
      for (let left = bytes; left > 0; left -= 65_536) controller.enqueue(Buffer.alloc(Math.min(left, 65_536), 'x'))
      controller.close()
    },
  }),
  duplex: 'half',
})

describe('a body', () => {
  it.each([1, 65_537, bodyLimitBytes])('of %d bytes arrives whole', async (bytes) => {
    const body = randomBytes(bytes)
    expect((await submit(body)).status).toBe(200)
    const [seen] = gateway.scheduler.seen
    const digest = (data: Buffer) => createHash('sha256').update(data).digest('hex')
    expect(digest(seen?.body ?? Buffer.alloc(0))).toBe(digest(body))
  })

  it('without an announced length arrives whole, up to the limit', async () => {
    const { body, ...init } = chunked(bodyLimitBytes)
    expect(await (await submit(body, init)).json()).toMatchObject({ length: bodyLimitBytes })
  })

  it.each([
    ['announced', () => submit(Buffer.alloc(bodyLimitBytes + 1))],
    [
      'found out while it comes',
      () => {
        const { body, ...init } = chunked(bodyLimitBytes + 1)
        return submit(body, init)
      },
    ],
    ['announced far larger', () => submit(Buffer.alloc(bodyLimitBytes * 3))],
  ])('over the limit, %s, is refused and never acted upon', async (_name, send) => {
    const response = await send()
    expect(response.status).toBe(413)
    expect(await response.json()).toMatchObject({ code: 'request.too_large' })
    expect(gateway.scheduler.seen).toEqual([])
  })

  it('over the limit ends the request to the service in the middle', async () => {
    const { body, ...init } = chunked(bodyLimitBytes * 2)
    await submit(body, init)
    await eventually(() => gateway.scheduler.broken.length === 1)
  })

  it.each([
    ['a small one, which never sets out', 100, 0],
    ['a large one, which is broken off on the way', 1_000_000, 1],
  ])('that breaks off is never acted upon: %s', async (_name, announced, broken) => {
    const headers = { ...json, authorization: `Bearer ${tokenOf(1)}`, 'content-length': announced }
    const leaving = request(`${gateway.url}/api/v1/schedule`, { method: 'POST', headers })
    leaving.on('error', () => undefined).write('x'.repeat(99))
    if (broken > 0) await eventually(() => gateway.scheduler.begun === 1)
    leaving.destroy()
    await eventually(() => gateway.scheduler.broken.length === broken)
    expect((await gateway.call('/api/v1/schedules', { user: 1 })).status).toBe(200)
    expect(gateway.scheduler.seen).toHaveLength(1)
  })

  it('does not go where no body belongs', async () => {
    await gateway.call('/api/v1/schedule/1', { user: 1, method: 'DELETE', body: 'surprise', headers: json })
    const [seen] = gateway.scheduler.seen
    expect(seen?.body.length).toBe(0)
    expect(seen?.headers.map((name) => name.toLowerCase())).not.toContain('content-type')
  })

  it('that the service does not read to its end leaves the answer readable', async () => {
    gateway.scheduler.close()
    const response = await submit(Buffer.alloc(bodyLimitBytes))
    expect(response.status).toBe(503)
  })
})

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

describe('a service', () => {
  it('that is down is a 503 that says when to come back', async () => {
    await gateway.scheduler.close()
    const response = await gateway.call('/api/v1/schedules', { user: 1 })
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('2')
    expect(await response.json()).toMatchObject({ code: 'service.unavailable' })
  })

  it('that does not answer is a 504', async () => {
    gateway.scheduler.answer = () => undefined
    const response = await gateway.call('/api/v1/schedules', { user: 1 })
    expect(response.status).toBe(504)
    expect(await response.json()).toMatchObject({ code: 'service.timeout' })
  })

  it('that dies in the middle of its answer does not look like success', async () => {
    gateway.scheduler.answer = (_req, res) => {
      res.writeHead(200, { 'content-length': '1000' })
      res.write('half')
      setTimeout(() => res.destroy(), 20)
    }
    await expect(gateway.call('/api/v1/schedules', { user: 1 }).then((response) => response.text())).rejects.toThrow()
    gateway.scheduler.answer = echo
    expect((await gateway.call('/api/v1/schedules', { user: 1 })).status).toBe(200)
  })

  it('keeps its own error and its own status', async () => {
    gateway.scheduler.answer = (_req, res) => res.writeHead(403, json).end('{"detail":"no"}')
    const response = await gateway.call('/api/v1/schedule/1', { user: 1 })
    expect([response.status, await response.text()]).toEqual([403, '{"detail":"no"}'])
  })

  it('hears of a caller who went away', async () => {
    const ended = new Promise<void>((resolve) => {
      gateway.scheduler.answer = (_req, res) => {
        res.write('first')
        res.on('close', resolve)
      }
    })
    const leaving = new AbortController()
    const response = await gateway.call('/api/v1/schedules', { user: 1, signal: leaving.signal })
    expect(response.status).toBe(200)
    leaving.abort()
    await ended
  })

  it('is asked over the same connection again', async () => {
    const ports = new Set<number | undefined>()
    gateway.scheduler.answer = (req, res, body) => {
      ports.add(req.socket.remotePort)
      echo(req, res, body)
    }
    for (let times = 0; times < 5; times += 1) await (await gateway.call('/api/v1/schedules', { user: 1 })).text()
    expect(ports.size).toBe(1)
  })

  it.each([204, 304])('may answer %d without a body', async (status) => {
    gateway.scheduler.answer = (_req, res) => res.writeHead(status, { ETag: '"1"' }).end()
    const response = await gateway.call('/api/v1/schedule/1', { user: 1 })
    expect([response.status, await response.text()]).toEqual([status, ''])
  })

  it('answers HEAD with the headers alone', async () => {
    const response = await gateway.call('/api/v1/schedules', { user: 1, method: 'HEAD' })
    expect([response.status, await response.text()]).toEqual([200, ''])
    expect(gateway.scheduler.seen[0]?.method).toBe('HEAD')
  })
})
