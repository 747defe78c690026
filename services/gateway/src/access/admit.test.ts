import { operations } from '@filling/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startGateway, type TestGateway } from '../test-gateway.ts'
import { rawRequest, say, statusOf } from '../test-raw.ts'
import { badAuthorizations, tokenOf } from '../test-tokens.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await startGateway({ RATE_LIMIT_PER_MINUTE: '0', SIGN_IN_LIMIT_PER_MINUTE: '0' })
})
afterAll(() => gateway.close())

const closed = operations.filter(({ open }) => !open)
const target = (path: string) => path.replace('{id}', '1')

describe.each(badAuthorizations)('%s', (_name, authorization) => {
  const headers: Record<string, string> = authorization === undefined ? {} : { authorization }

  it.each(closed)('does not pass to $method $path', async ({ method, path }) => {
    const response = await gateway.call(target(path), { method: method.toUpperCase(), headers })
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toBe('Bearer')
    expect(await response.json()).toMatchObject({ detail: 'Not authenticated', code: 'auth.not_authenticated' })
    expect(gateway.seen()).toEqual([])
  })
})

describe('a stranger', () => {
  it.each([
    ['GET', '/nowhere'],
    ['GET', '/api/v1/schedule/1%2Fexport'],
    ['PUT', '/api/v1/schedules'],
    ['GET', '/docs/../api/v1/schedules'],
    ['GET', '/docs/unknown.js'],
    ['OPTIONS', '/api/v1/schedules'],
    ['GET', '//health'],
  ])('learns nothing from %s %s', async (method, path) => {
    expect(statusOf(await say(gateway.port, rawRequest(`${method} ${path}`)))).toBe(401)
  })

  it.each(operations.filter(({ open, service }) => open && service !== 'gateway'))(
    'reaches $method $path',
    async ({ method, path }) => {
      expect((await gateway.call(path, { method: method.toUpperCase() })).status).toBe(200)
    },
  )
})

describe('a caller with a token', () => {
  it('is told that a route does not exist', async () => {
    const response = await gateway.call('/api/v1/nowhere', { user: 1 })
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ code: 'request.no_such_route' })
  })

  it('is told which methods a route has', async () => {
    const response = await gateway.call('/api/v1/schedule/1', { user: 1, method: 'PUT' })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('GET, HEAD, DELETE')
    expect(await response.json()).toMatchObject({ code: 'request.method_not_allowed' })
  })

  it.each(closed.filter(({ service }) => service !== 'gateway'))(
    'reaches the service of $method $path',
    async ({ method, path, service }) => {
      const before = gateway[service as 'auth'].seen.length
      const response = await gateway.call(target(path), { user: 1, method: method.toUpperCase() })
      expect(await response.json()).toMatchObject({ target: target(path) })
      expect(gateway[service as 'auth'].seen).toHaveLength(before + 1)
    },
  )

  it('may write the scheme in any case', async () => {
    const headers = { authorization: `bEARER ${tokenOf(1)}` }
    expect((await gateway.call('/api/v1/schedules', { headers })).status).toBe(200)
  })

  it('cannot reach another route by another spelling', async () => {
    const headers = [`Authorization: Bearer ${tokenOf(1)}`]
    const before = gateway.seen().length
    for (const path of ['/api/v1/schedule/1%2Fexport', '/api/v1/schedule/../auth/me', '/api/v1//schedules']) {
      expect(statusOf(await say(gateway.port, rawRequest(`GET ${path}`, headers)))).toBe(404)
    }
    expect(gateway.seen()).toHaveLength(before)
  })
})

it('a token that cannot be checked just now is not called wrong', async () => {
  const own = await startGateway({ AUTH_URL: 'http://127.0.0.1:1' })
  const response = await own.call('/api/v1/schedules', { user: 1 })
  expect(response.status).toBe(503)
  expect(await response.json()).toMatchObject({ code: 'service.unavailable' })
  expect(own.seen()).toEqual([])
  await own.close()
})
