import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startGateway, type TestGateway } from '../test-gateway.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await startGateway({ CORS_ORIGINS: 'https://plan.example.com,http://localhost:5173' })
})
afterAll(() => gateway.close())

const preflight = (origin: string) =>
  gateway.call('/api/v1/schedule', {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
  })

describe('a page of a listed origin', () => {
  it.each(['https://plan.example.com', 'http://localhost:5173'])('%s may call and read', async (origin) => {
    expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBe(origin)
    const response = await gateway.call('/api/v1/schedules', { user: 1, headers: { origin } })
    expect(response.headers.get('access-control-allow-origin')).toBe(origin)
    expect(response.headers.get('access-control-expose-headers')).toMatch(/Location/)
    expect(response.headers.get('access-control-allow-credentials')).toBeNull()
    expect(response.headers.get('vary')).toMatch(/Origin/)
  })

  it('may read why it was refused', async () => {
    const response = await gateway.call('/api/v1/schedules', { headers: { origin: 'http://localhost:5173' } })
    expect(response.status).toBe(401)
    expect(response.headers.get('access-control-allow-origin')).toBe('http://localhost:5173')
  })
})

it.each(['https://evil.example.com', 'https://plan.example.com.evil.com', 'http://plan.example.com', 'null'])(
  'a page of %s may not',
  async (origin) => {
    expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBeNull()
    const response = await gateway.call('/api/v1/schedules', { user: 1, headers: { origin } })
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
  },
)

it('no page may, unless an operator lists it', async () => {
  const own = await startGateway()
  const response = await own.call('/api/v1/schedules', { user: 1, headers: { origin: 'http://localhost:5173' } })
  expect(response.headers.get('access-control-allow-origin')).toBeNull()
  await own.close()
})

it.each(['*', 'plan.example.com', 'https://a.de/', 'https://a.de, https://b.de'])(
  'an operator’s mistake (%s) is a refusal to start',
  async (list) => {
    await expect(startGateway({ CORS_ORIGINS: list })).rejects.toThrow(/CORS_ORIGINS/)
  },
)
