import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { tokenAudience, tokenIssuer } from '@filling/service-kit'
import jwt from 'jsonwebtoken'

const ours = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const foreign = generateKeyPairSync('ec', { namedCurve: 'P-256' })

const kid = 'test-key'

export const jwks = () => ({
  keys: [{ ...ours.publicKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' }],
})

interface TokenOptions extends jwt.SignOptions {
  readonly key?: KeyObject
}

/** A token that the gateway accepts, unless an option spoils it. */
export const tokenOf = (userId: number, { key = ours.privateKey, ...options }: TokenOptions = {}): string =>
  jwt.sign({ email: 'planner@example.com', is_superuser: false }, key, {
    algorithm: 'ES256',
    keyid: kid,
    issuer: tokenIssuer,
    audience: tokenAudience,
    subject: String(userId),
    jwtid: 'j',
    expiresIn: 900,
    ...options,
  })

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const claimsOf = (token: string): object => jwt.decode(token) as object
const pem = ours.publicKey.export({ type: 'spki', format: 'pem' })

const hs256WithPublicKey = (): string => {
  const signed = `${part({ alg: 'HS256', typ: 'JWT', kid })}.${part(claimsOf(tokenOf(1)))}`
  return `${signed}.${createHmac('sha256', pem).update(signed).digest('base64url')}`
}

const changedAfterSigning = (): string => {
  const [header, , signature] = tokenOf(1).split('.')
  return `${header}.${part({ ...claimsOf(tokenOf(1)), is_superuser: true })}.${signature}`
}

/** Every authorization header that must not pass; the same list for every route. */
export const badAuthorizations: readonly (readonly [string, string | undefined])[] = [
  ['no token', undefined],
  ['an empty header', ''],
  ['a scheme without a token', 'Bearer'],
  ['another scheme', `Basic ${Buffer.from('planner:password').toString('base64')}`],
  ['a token without its scheme', tokenOf(1)],
  ['something that is no token', 'Bearer nonsense'],
  ['three parts of nonsense', 'Bearer a.b.c'],
  ['an expired token', `Bearer ${tokenOf(1, { expiresIn: -1 })}`],
  ['a token that is not valid yet', `Bearer ${tokenOf(1, { notBefore: 600 })}`],
  ['a token signed by a foreign key', `Bearer ${tokenOf(1, { key: foreign.privateKey })}`],
  ['a token of an unknown kid', `Bearer ${tokenOf(1, { key: foreign.privateKey, keyid: 'other' })}`],
  ['a token of another issuer', `Bearer ${tokenOf(1, { issuer: 'somebody-else' })}`],
  ['a token for another audience', `Bearer ${tokenOf(1, { audience: 'another-api' })}`],
  ['an unsigned token', `Bearer ${part({ alg: 'none', typ: 'JWT', kid })}.${part(claimsOf(tokenOf(1)))}.`],
  ['HS256 with the public key as the secret', `Bearer ${hs256WithPublicKey()}`],
  ['claims changed after signing', `Bearer ${changedAfterSigning()}`],
  ['a token whose subject is no user', `Bearer ${tokenOf(1, { subject: '0' })}`],
]
