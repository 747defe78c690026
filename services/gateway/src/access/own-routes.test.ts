import { afterAll, beforeAll, expect, it } from 'vitest'
import { startGateway, type TestGateway } from '../test-gateway.ts'
import { rawRequest, say, statusOf } from '../test-raw.ts'
import { tokenOf } from '../test-tokens.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.close())

it.each(['/%64ocs', '/docs/', '/DOCS', '/openapi%2ejson', '/OpenAPI.json', '/%68ealth', '/Health', '/readyz/'])(
  '%s is no other way to a page of the gateway, and no mistake of ours',
  async (path) => {
    expect(statusOf(await say(gateway.port, rawRequest(`GET ${path}`)))).toBe(401)
    const token = `Authorization: Bearer ${tokenOf(1)}`
    expect(statusOf(await say(gateway.port, rawRequest(`GET ${path}`, [token])))).toBe(404)
  },
)

it.each(['/docs', '/openapi.json', '/asyncapi', '/asyncapi.json', '/health', '/readyz'])('%s is open', async (path) => {
  expect(statusOf(await say(gateway.port, rawRequest(`GET ${path}`)))).toBe(200)
})
