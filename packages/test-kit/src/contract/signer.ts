import { generateKeyPairSync, sign } from 'node:crypto'
import type { Jwks } from '@filling/contracts'

export interface Signer {
  readonly jwks: Jwks
  /** A token as auth would sign it, good for a quarter of an hour. */
  tokenOf(userId: number, who?: { readonly isSuperuser: boolean }): string
}

/** The keys of an auth that is not there. */
export const signer = ({
  issuer: iss,
  audience: aud,
}: {
  readonly issuer: string
  readonly audience: string
}): Signer => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  return {
    jwks: { keys: [{ kty: 'EC', crv: 'P-256', x, y, kid: 'k', alg: 'ES256', use: 'sig' }] },
    tokenOf(userId, { isSuperuser } = { isSuperuser: false }) {
      const now = Math.floor(Date.now() / 1_000)
      const who = { sub: String(userId), email: `user${userId}@example.com`, is_superuser: isSuperuser }
      const claims = { ...who, jti: 'j', sid: 's', iss, aud, iat: now, exp: now + 900 }
      const text = `${part({ alg: 'ES256', kid: 'k' })}.${part(claims)}`
      return `${text}.${sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
    },
  }
}
