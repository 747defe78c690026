import { createHash, randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { bodyLimitBytes } from '@filling/contracts'
import { eventually } from '@filling/test-kit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startGateway, type TestGateway } from '../test-gateway.ts'
import { tokenOf } from '../test-tokens.ts'

let gateway: TestGateway
beforeEach(async () => {
  gateway = await startGateway()
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

  it('announced over the limit does not even reach the service', async () => {
    await submit(Buffer.alloc(bodyLimitBytes + 1))
    expect(gateway.scheduler.begun).toBe(0)
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
