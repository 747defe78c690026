import { eventually, natsServer } from '@filling/test-kit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startGateway, type TestGateway } from '../test-gateway.ts'

let broker: Awaited<ReturnType<typeof natsServer>>
let gateways: TestGateway[]
beforeEach(async () => {
  broker = await natsServer()
  gateways = []
})
afterEach(async () => {
  await Promise.all(gateways.map((gateway) => gateway.close()))
  await broker.close()
})

const start = async (count: number, env: Readonly<Record<string, string>>) => {
  gateways = await Promise.all(Array.from({ length: count }, () => startGateway({ NATS_URL: broker.url, ...env })))
}
/** Sent to one gateway after the other; how many passed. */
const passed = async (times: number, send: (gateway: TestGateway, at: number) => Promise<Response>) => {
  let count = 0
  for (let at = 0; at < times; at += 1) {
    const { status } = await send(gateways[at % gateways.length] as TestGateway, at)
    if (status < 400) count += 1
  }
  return count
}
const ask = (gateway: TestGateway, user: number) => gateway.call('/api/v1/schedules', { user })

describe('three gateways', () => {
  it('give a user one limit, and not three', async () => {
    await start(3, { RATE_LIMIT_PER_MINUTE: '60' })
    // Until their connections stand, each counts alone: nobody waits for the broker.
    await connected()
    let user = 0
    await eventually(async () => {
      user += 1
      const count = await passed(200, (gateway) => ask(gateway, user))
      expect(count).toBeGreaterThanOrEqual(60)
      // Each of the other two may be one twentieth behind; more when the broker is slow to tell.
      return count <= 60 + 2 * 3
    })
    expect((await ask(gateways[0] as TestGateway, user + 1)).status).toBe(200)
  })

  it('hear of everything within a second or two, also of little', async () => {
    await start(3, { RATE_LIMIT_PER_MINUTE: '6000' })
    await connected()
    await ask(gateways[0] as TestGateway, 7)
    await eventually(
      async () => Number((await ask(gateways[1] as TestGateway, 7)).headers.get('ratelimit-remaining')) < 5_999 - 1,
    )
  })

  it('count the sign-ins of one address together', async () => {
    await start(3, { SIGN_IN_LIMIT_PER_MINUTE: '6', TRUSTED_PROXIES: '1' })
    await connected()
    let host = 0
    const login = (gateway: TestGateway, at: number) =>
      gateway.call('/api/v1/auth/login', {
        method: 'POST',
        body: JSON.stringify({ email: `${at}@example.com`, password: 'guess' }),
        headers: { 'content-type': 'application/json', 'x-forwarded-for': `10.0.0.${host}` },
      })
    await eventually(async () => {
      host += 1
      const count = await passed(30, login)
      expect(count).toBeGreaterThanOrEqual(6)
      return count <= 8
    })
  })
})

it('a gateway without its broker serves on and counts for itself', async () => {
  await start(2, { RATE_LIMIT_PER_MINUTE: '5', NATS_URL: 'nats://127.0.0.1:1' })
  expect(await passed(30, (gateway) => ask(gateway, 1))).toBe(10)
})

/** A count of one gateway that another one knows shows that both are there. */
let probes = 1_000
const connected = async () => {
  for (const gateway of gateways)
    for (const other of gateways) {
      if (gateway === other) continue
      probes += 1
      const remaining = async () => {
        await ask(gateway, probes)
        return Number((await ask(other, probes)).headers.get('ratelimit-remaining'))
      }
      const before = await remaining()
      await eventually(async () => (await remaining()) < before - 1)
    }
}
