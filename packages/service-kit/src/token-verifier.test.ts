import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto'
import jwt from 'jsonwebtoken'
import { describe, expect, it } from 'vitest'
import { AppError } from './app-error.ts'
import { tokenAudience, tokenIssuer, tokenVerifier } from './token-verifier.ts'

const ours = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const foreign = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const startMs = 1_700_000_000_000
const iat = startMs / 1_000
const claims = { email: 'a@b.de', is_superuser: false, jti: 'j', sid: 's', iat, exp: iat + 900 }

const sign = (
  payload: object,
  {
    key = ours.privateKey as KeyObject,
    kid = 'k1',
    ...options
  }: Record<string, unknown> & { key?: KeyObject; kid?: string } = {},
) =>
  jwt.sign({ ...claims, ...payload }, key, {
    algorithm: 'ES256',
    keyid: kid,
    issuer: tokenIssuer,
    audience: tokenAudience,
    subject: '7',
    ...options,
  })

const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const unsigned = (header: object) =>
  `${base64(header)}.${base64({ ...claims, iss: tokenIssuer, aud: tokenAudience, sub: '1' })}`

let nowMs = startMs
let lookups = 0
let withdrawn = false
const verifier = tokenVerifier(
  {
    find: async (kid) => {
      lookups += 1
      return kid === 'k1' && !withdrawn ? ours.publicKey : undefined
    },
  },
  () => nowMs,
)

const hs256WithPublicKey = (): string => {
  const signed = unsigned({ alg: 'HS256', kid: 'k1', typ: 'JWT' })
  const pem = ours.publicKey.export({ type: 'spki', format: 'pem' })
  return `${signed}.${createHmac('sha256', pem).update(signed).digest('base64url')}`
}

const tampered = (): string => {
  const [header, , signature] = sign({}).split('.')
  return `${header}.${base64({ ...claims, iss: tokenIssuer, aud: tokenAudience, sub: '1', is_superuser: true })}.${signature}`
}

const unending = (): string => {
  const { exp: _exp, ...withoutEnd } = claims
  return jwt.sign(withoutEnd, ours.privateKey, {
    algorithm: 'ES256',
    keyid: 'k1',
    issuer: tokenIssuer,
    audience: tokenAudience,
    subject: '7',
  })
}

const forgeries: Record<string, () => string> = {
  'is not a token': () => 'abc',
  'is empty between its dots': () => '..',
  'is longer than any of ours': () => `${sign({})}${'x'.repeat(5_000)}`,
  'has algorithm none': () => `${unsigned({ alg: 'none', kid: 'k1' })}.`,
  'has algorithm NONE in capitals': () => `${unsigned({ alg: 'NONE', kid: 'k1' })}.`,
  'is signed with HS256 and our public key': hs256WithPublicKey,
  'is signed by a foreign key under our kid': () => sign({}, { key: foreign.privateKey }),
  'names an unknown kid': () => sign({}, { kid: 'k2' }),
  'was changed after signing': tampered,
  'has ended': () => sign({ exp: iat - 1 }),
  'is for another audience': () => sign({}, { audience: 'someone-else' }),
  'comes from another issuer': () => sign({}, { issuer: 'someone-else' }),
  'has a subject that is no id': () => sign({}, { subject: '7; drop table' }),
  'has no expiry claim': unending,
}

describe('tokenVerifier', () => {
  it('accepts a token of ours and says who it is', async () => {
    expect(await verifier.verify(sign({}))).toMatchObject({ id: 7, email: 'a@b.de', isSuperuser: false })
  })

  it.each(Object.entries(forgeries))('refuses a token that %s', async (_reason, forge) => {
    const refused = await verifier.verify(forge()).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(AppError)
    expect(refused).toMatchObject({ code: 'auth.not_authenticated', detail: 'Not authenticated' })
  })

  it('remembers a verified token only until it ends', async () => {
    const token = sign({ jti: 'remembered' })
    await verifier.verify(token)
    const before = lookups
    await verifier.verify(token)
    expect(lookups).toBe(before)
    nowMs = startMs + 900_000
    await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'auth.not_authenticated' })
    nowMs = startMs
  })
  it('asks again within a minute whether the key of a token is still good', async () => {
    const token = sign({ jti: 'withdrawn' })
    await verifier.verify(token)
    withdrawn = true
    nowMs = startMs + 60_000
    await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'auth.not_authenticated' })
    withdrawn = false
    nowMs = startMs
  })
})
