import { gzipSync } from 'node:zlib'
import { Router } from 'express'
import { Type } from 'typebox'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  AppError,
  createLogger,
  httpApp,
  jsonBody,
  type Listening,
  listen,
  openInstruments,
  parseBody,
} from './index.ts'

const routes = Router()
routes.post('/echo', ...jsonBody(1_000), (req, res) => {
  res.json(parseBody(Type.Object({ a: Type.Integer() }, { additionalProperties: false }), req))
})
routes.get('/known', () => {
  throw new AppError('schedule.not_found', 'Schedule not found')
})
routes.get('/busy', () => {
  throw new AppError('service.unavailable', 'Too much at once')
})
routes.get('/bug', () => {
  throw new Error('secret detail of a bug')
})

const log = createLogger('test', 'silent')
const instruments = await openInstruments('test', log)
let database = true
let server: Listening
beforeAll(async () => {
  const checks = {
    database: () => database,
    broken: async () => Promise.reject(new Error('never mind')).catch(() => database),
  }
  server = await listen(httpApp({ log, instruments, checks, routes: [routes] }), {
    port: 0,
    host: '127.0.0.1',
  })
})
afterAll(() => server.close())

const call = (path: string, init?: RequestInit) => fetch(server.url + path, init)
const post = (body: string, type = 'application/json') =>
  call('/echo', { method: 'POST', body, headers: { 'content-type': type } })
const zipped = (body: string) =>
  call('/echo', {
    method: 'POST',
    body: gzipSync(body),
    headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
  })

it('carries headers for browsers only where browsers are, also on errors', async () => {
  const own = await openInstruments('outer', log)
  const app = httpApp({ log, instruments: own, checks: {}, routes: [routes], browsers: true })
  const outer = await listen(app, { port: 0, host: '127.0.0.1' })
  for (const path of ['/health', '/known']) {
    const policy = (await fetch(outer.url + path)).headers.get('content-security-policy')
    expect(policy).toContain("default-src 'self'")
    expect((await call(path)).headers.get('content-security-policy')).toBeNull()
  }
  await outer.close()
  await own.close()
})

describe('an error answer', () => {
  it.each([
    ['malformed JSON', () => post('{"a":'), 400, 'request.malformed'],
    ['a missing field', () => post('{}'), 400, 'request.invalid'],
    ['another content type', () => post('a=1', 'text/plain'), 415, 'request.unsupported_media_type'],
    ['a compressed body', () => zipped('{"a":1}'), 415, 'request.unsupported_media_type'],
    ['a body over the limit', () => post(JSON.stringify({ a: 'x'.repeat(2_000) })), 413, 'request.too_large'],
    ['an unknown route', () => call('/nowhere'), 404, 'request.no_such_route'],
    ['a broken percent sign', () => call('/%E0%A4%A'), 404, 'request.no_such_route'],
    ['a known failure', () => call('/known'), 404, 'schedule.not_found'],
    ['a bug', () => call('/bug'), 500, 'service.internal'],
  ])('for %s has a status, a code and the request id', async (_name, send, status, code) => {
    const response = await send()
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ code, request_id: response.headers.get('x-request-id') })
  })

  it('says when to come back where the same request may succeed then', async () => {
    expect((await call('/busy')).headers.get('retry-after')).toMatch(/^[1-9]\d*$/)
    expect((await call('/known')).headers.get('retry-after')).toBeNull()
    const known = new AppError('request.rate_limited', 'Slow down', { headers: { 'Retry-After': '41' } })
    expect(known.headers).toEqual({ 'Retry-After': '41' })
  })

  it('keeps the cause of a bug to the log', async () => {
    expect(await (await call('/bug')).text()).not.toMatch(/secret detail/)
  })

  it('speaks RFC 9457 to those who ask for it', async () => {
    const response = await call('/known', { headers: { accept: 'application/problem+json' } })
    expect(response.headers.get('content-type')).toMatch(/application\/problem\+json/)
    expect(await response.json()).toMatchObject({
      status: 404,
      title: 'Not Found',
      code: 'schedule.not_found',
      instance: '/known',
    })
  })
})

describe('a request id', () => {
  it('is the caller’s when it is harmless', async () => {
    const response = await call('/health', { headers: { 'x-request-id': 'trace.me:1-2_3' } })
    expect(response.headers.get('x-request-id')).toBe('trace.me:1-2_3')
  })

  it.each(['two words', 'x'.repeat(65), '{"json":1}'])('is ours instead of %s', async (id) => {
    const response = await call('/health', { headers: { 'x-request-id': id } })
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  })
})

describe('health and readiness', () => {
  it.each(['/health/', '/Health', '/%68ealth'])('are asked in one spelling only, not %s', async (path) => {
    expect((await call(path)).status).toBe(404)
  })

  it('are two questions: a lost database is not a dead process', async () => {
    database = false
    expect((await call('/health')).status).toBe(200)
    const readiness = await call('/readyz')
    expect(readiness.status).toBe(503)
    expect(await readiness.json()).toEqual({ ready: false, checks: { database: false, broken: false } })
    database = true
    expect((await call('/readyz')).status).toBe(200)
  })
})

describe('closing', () => {
  it('lets a request in flight finish and then takes no other', async () => {
    const slow = Router().get('/slow', (_req, res) => {
      void own.close()
      setTimeout(() => res.json({ done: true }), 100)
    })
    const own = await listen(
      httpApp({ log, instruments: await openInstruments('closing', log), checks: {}, routes: [slow] }),
      {
        port: 0,
        host: '127.0.0.1',
      },
    )
    expect((await fetch(`${own.url}/slow`)).status).toBe(200)
    await expect(fetch(`${own.url}/health`)).rejects.toThrow()
  })
})
