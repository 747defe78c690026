import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Jwks } from '@filling/contracts'
import { expect, it } from 'vitest'
import { jwksKeySource, keysOfAuth } from './jwks.ts'

const jwk = (kid: string): Jwks['keys'][number] => {
  const { x = '', y = '' } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' })
  return { kty: 'EC', crv: 'P-256', x, y, kid, alg: 'ES256', use: 'sig' }
}

const source = () => {
  const state = { nowMs: 0, reads: 0, hangs: false, answer: (): Jwks => ({ keys: [jwk('k1')] }) }
  const read = async () => {
    state.reads += 1
    if (state.hangs) await new Promise(() => undefined)
    return state.answer()
  }
  return { state, keys: jwksKeySource('http://auth', { now: () => state.nowMs, read }) }
}

it('reads the keys once for many tokens at once', async () => {
  const { state, keys } = source()
  const found = await Promise.all(Array.from({ length: 20 }, () => keys.find('k1')))
  expect(found.every(Boolean)).toBe(true)
  expect(state.reads).toBe(1)
})

it('finds a key that was added after the first look', async () => {
  const { state, keys } = source()
  await keys.find('k1')
  state.answer = () => ({ keys: [jwk('k1'), jwk('k2')] })
  state.nowMs = 3_000
  expect(await keys.find('k2')).toBeDefined()
})

it('does not ask auth again for every forged kid', async () => {
  const { state, keys } = source()
  await keys.find('k1')
  for (let forged = 0; forged < 50; forged += 1) expect(await keys.find(`forged-${forged}`)).toBeUndefined()
  expect(state.reads).toBe(1)
})

it('keeps verifying with known keys while auth is away', async () => {
  const { state, keys } = source()
  await keys.find('k1')
  state.nowMs = 3_600_000
  state.answer = () => {
    throw new Error('away')
  }
  expect(await keys.find('k1')).toBeDefined()
})

it('says unavailable, not unauthenticated, when it never saw a key', async () => {
  const { state, keys } = source()
  state.answer = () => {
    throw new Error('away')
  }
  await expect(keys.find('k1')).rejects.toMatchObject({ code: 'service.unavailable' })
})

it('does not let tokens wait while auth hangs, and does not hammer it', async () => {
  const { state, keys } = source()
  await keys.find('k1')
  state.nowMs = 3_600_000
  state.answer = () => {
    throw new Error('away')
  }
  await keys.find('k1')
  state.hangs = true
  state.nowMs += 1_000
  expect(await keys.find('k1')).toBeDefined()
  expect(state.reads).toBe(2)
  state.nowMs += 2_000
  expect(await keys.find('k1')).toBeDefined()
  expect(await keys.find('k1')).toBeDefined()
  expect(state.reads).toBe(3)
})

it('says unavailable again right after a failed look, not unauthenticated', async () => {
  const { state, keys } = source()
  state.answer = () => {
    throw new Error('away')
  }
  for (let time = 0; time < 3; time += 1) {
    await expect(keys.find('k1')).rejects.toMatchObject({ code: 'service.unavailable' })
  }
  expect(state.reads).toBe(1)
})

it('takes a key that was withdrawn for gone at the first look that is due', async () => {
  const { state, keys } = source()
  await keys.find('k1')
  state.answer = () => ({ keys: [jwk('k2')] })
  state.nowMs = 3_600_000
  expect(await keys.find('k1')).toBeUndefined()
})

it.each(['', '/'])('finds the key set of an auth whose address ends with "%s"', async (end) => {
  const auth = createServer((req, res) =>
    res.writeHead(req.url === '/.well-known/jwks.json' ? 200 : 404).end(JSON.stringify({ keys: [jwk('k1')] })),
  )
  await once(auth.listen(0, '127.0.0.1'), 'listening')
  const { port } = auth.address() as AddressInfo
  expect(await keysOfAuth(`http://127.0.0.1:${port}${end}`).find('k1')).toBeDefined()
  auth.closeAllConnections()
  auth.close()
})
