import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { eventually } from '@filling/test-kit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { echo, startGateway, type TestGateway } from '../test-gateway.ts'
import { rawRequest } from '../test-raw.ts'
import { tokenOf } from '../test-tokens.ts'

let gateway: TestGateway
beforeEach(async () => {
  gateway = await startGateway({ UPSTREAM_TIMEOUT_SECONDS: '0.3' })
})
afterEach(() => gateway.close())

const json = { 'content-type': 'application/json' }
const submit = (body: RequestInit['body'], init: RequestInit = {}) =>
  gateway.call('/api/v1/schedule', { user: 1, method: 'POST', headers: json, ...init, body: body ?? null })

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

  it.each([
    ['before it answered', false],
    ['in the middle of its answer', true],
  ])('hears of a caller who went away %s', async (_name, begins) => {
    const heard = Promise.withResolvers<void>()
    gateway.scheduler.answer = (_req, res) => {
      res.on('close', heard.resolve)
      if (begins) res.write('first')
    }
    const own = await startGateway({ SCHEDULER_URL: gateway.scheduler.url })
    const leaving = new AbortController()
    const left = own.call('/api/v1/schedules', { user: 1, signal: leaving.signal }).then((response) => response.text())
    await eventually(() => gateway.scheduler.seen.length === 1)
    leaving.abort()
    await expect(left).rejects.toThrow()
    await heard.promise
    await own.close()
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

  it('that restarts between two questions is asked again, but is never told anything twice', async () => {
    await (await gateway.call('/api/v1/schedules', { user: 1 })).text()
    let lost = 0
    gateway.scheduler.answer = (req, res, body) => {
      lost += 1
      if (lost % 2) req.socket.destroy()
      else echo(req, res, body)
    }
    expect((await gateway.call('/api/v1/schedules', { user: 1 })).status).toBe(200)
    expect((await submit('{}')).status).toBe(503)
    expect(lost).toBe(3)
  })

  it('that keeps closing the connection is a 503', async () => {
    gateway.scheduler.answer = (req) => req.socket.destroy()
    expect((await gateway.call('/api/v1/schedules', { user: 1 })).status).toBe(503)
    expect(gateway.scheduler.seen).toHaveLength(2)
  })

  it('is held back by a reader who does not read', async () => {
    let sent = 0
    gateway.scheduler.answer = (_req, res) => {
      const more = () => {
        while (sent < 200_000_000 && res.write(Buffer.alloc(65_536))) sent += 65_536
      }
      res.on('drain', more)
      more()
    }
    const socket = connect(gateway.port, '127.0.0.1')
    socket.write(rawRequest('GET /api/v1/schedules', [`Authorization: Bearer ${tokenOf(1)}`]))
    await once(socket, 'readable')
    let before = -1
    await eventually(async () => {
      const still = sent === before
      before = sent
      await pause(100)
      return still
    })
    expect(sent).toBeLessThan(50_000_000)
    socket.destroy()
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
