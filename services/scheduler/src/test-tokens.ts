import { generateKeyPairSync, sign } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tokenAudience, tokenIssuer } from '@filling/service-kit'

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const jwks = JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'ES256', use: 'sig' }] })

/** A token as auth would sign it. */
export const tokenOf = (userId: number, isSuperuser = false): string => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const now = Math.floor(Date.now() / 1_000)
  const who = { sub: String(userId), email: `user${userId}@example.com`, is_superuser: isSuperuser, jti: 'j', sid: 's' }
  const claims = { ...who, iss: tokenIssuer, aud: tokenAudience, iat: now, exp: now + 900 }
  const text = `${part({ alg: 'ES256', kid: 'k' })}.${part(claims)}`
  return `${text}.${sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}

/** The part of auth that other services ask: the public keys. */
export const keyServer = async (): Promise<{ readonly url: string; close(): Promise<void> }> => {
  const server = createServer((_req, res) => res.setHeader('content-type', 'application/json').end(jwks))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
