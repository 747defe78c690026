import { asyncApi, openApi } from '@filling/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startGateway, type TestGateway } from '../test-gateway.ts'
import { rawRequest, say, statusOf } from '../test-raw.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.close())

const addressesIn = (html: string) =>
  [...html.matchAll(/(?:src|href|spec-url)="([^"]+)"/g)].map(([, address]) => address ?? '')

describe.each(['/docs', '/redoc'])('%s', (page) => {
  it('opens without a token, as a page', async () => {
    const response = await gateway.call(page)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toMatch(/^text\/html/)
  })

  it('loads only what is here', async () => {
    const addresses = addressesIn(await (await gateway.call(page)).text())
    expect(addresses.length).toBeGreaterThan(2)
    for (const address of addresses) {
      expect(address).toMatch(/^\/(?!\/)/)
      expect((await gateway.call(address)).status).toBe(200)
    }
  })

  it('may run no script but ours and ask no server but this one', async () => {
    const policy = (await gateway.call(page)).headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("connect-src 'self';")
    expect(policy).not.toContain('https:')
  })
})

describe('the pages’ files', () => {
  it.each([
    ['/docs/swagger-ui.css', /^text\/css/],
    ['/docs/swagger-ui.js', /javascript/],
    ['/docs/start.js', /javascript/],
    ['/docs/icon.png', /^image\/png/],
    ['/redoc/redoc.js', /javascript/],
  ])('%s has the type that nosniff asks for', async (path, type) => {
    expect((await gateway.call(path)).headers.get('content-type')).toMatch(type)
  })

  it('do not send Redoc for its maker’s logo', async () => {
    expect(await (await gateway.call('/redoc/redoc.js')).text()).not.toContain('cdn.redoc.ly')
  })

  it.each(['/docs/index.html', '/docs/package.json', '/docs/../package.json', '/docs/%2e%2e/package.json'])(
    'are a list: %s is not on it',
    async (path) => {
      expect((await gateway.call(path, { user: 1 })).status).toBe(404)
    },
  )
})

describe('/openapi.json', () => {
  it('is the contract', async () => {
    expect(await (await gateway.call('/openapi.json')).json()).toEqual(JSON.parse(JSON.stringify(openApi('0.1.0'))))
  })

  it('is not sent again to who has it', async () => {
    const etag = (await gateway.call('/openapi.json')).headers.get('etag')
    const answer = await say(gateway.port, rawRequest('GET /openapi.json', [`If-None-Match: ${etag}`]))
    expect(statusOf(answer)).toBe(304)
  })
})

describe('/asyncapi.json', () => {
  it('is the contract', async () => {
    expect(await (await gateway.call('/asyncapi.json')).json()).toEqual(JSON.parse(JSON.stringify(asyncApi('0.1.0'))))
  })
})

describe('/asyncapi', () => {
  it('is a page without scripts that may ask for nothing', async () => {
    const response = await gateway.call('/asyncapi')
    expect(response.headers.get('content-type')).toMatch(/^text\/html/)
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toMatch(/script-src|connect-src|https?:/)
    expect(await response.text()).not.toMatch(/<script|<link|<img| on\w+=/)
  })

  it('shows every channel, who is at its ends, every message and every shape it refers to', async () => {
    const html = await (await gateway.call('/asyncapi')).text()
    const { channels, components } = asyncApi('0.1.0') as Printed
    for (const { address } of Object.values(channels)) expect(html).toContain(`<code>${address}</code></h2>`)
    for (const { title, name } of Object.values(components.messages))
      expect(html).toContain(`<h3>${title ?? name}</h3>`)
    expect(html).toContain('Sent by scheduler-api. Received by scheduler-solver.')
    expect(html).toContain('Stream SOLVE, durable solver-fast.')
    const links = [...html.matchAll(/href="#(\w+)"/g)].map(([, id]) => `id="${id}"`)
    expect(links.length).toBeGreaterThan(12)
    for (const id of links) expect(html).toContain(id)
  })
})

interface Printed {
  readonly channels: Readonly<Record<string, { readonly address: string }>>
  readonly components: {
    readonly messages: Readonly<Record<string, { readonly title?: string; readonly name: string }>>
  }
}

describe('/readyz', () => {
  it('is the readiness of every service, by name', async () => {
    const own = await startGateway()
    expect(await (await own.call('/readyz')).json()).toEqual({
      ready: true,
      checks: { auth: true, scheduler: true, export: true },
    })
    await own.close()
  })

  it('names the service that is missing, and health does not care', async () => {
    const own = await startGateway({ EXPORT_URL: 'http://127.0.0.1:1' })
    const response = await own.call('/readyz')
    expect(response.status).toBe(503)
    expect(await response.json()).toEqual({ ready: false, checks: { auth: true, scheduler: true, export: false } })
    expect((await own.call('/health')).status).toBe(200)
    await own.close()
  })

  it('asks the services once for many strangers', async () => {
    const own = await startGateway()
    await Promise.all(Array.from({ length: 20 }, () => own.call('/readyz')))
    expect(own.scheduler.begun).toBe(1)
    await own.close()
  })
})
