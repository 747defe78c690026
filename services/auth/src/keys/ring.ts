import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { Jwks } from '@filling/contracts'

/** A key as it is kept, opened. */
export interface SigningKey {
  readonly kid: string
  /** PKCS #8, PEM. */
  readonly privateKey: string
  /** Its time has come. */
  readonly signs: boolean
}

/** The keys as they were at one look. */
export interface Ring {
  /** The key that new tokens are signed with. It never leaves this process. */
  readonly signing: { readonly kid: string; readonly privateKey: KeyObject }
  /** Every key that may have signed a token that is still alive, and the one that signs next. */
  readonly published: Jwks
  readonly publicKeys: ReadonlyMap<string, KeyObject>
}

/** @param keys the newest first @throws Error when none of them may sign */
export const ringOf = (keys: readonly SigningKey[]): Ring => {
  const signing = keys.find(({ signs }) => signs)
  if (!signing) throw new Error('auth.signing_key holds no key that may sign')
  const publicKeys = new Map(keys.map(({ kid, privateKey }) => [kid, createPublicKey(privateKey)]))
  return {
    signing: { kid: signing.kid, privateKey: createPrivateKey(signing.privateKey) },
    published: { keys: [...publicKeys].map(([kid, key]) => jwkOf(kid, key)) },
    publicKeys,
  }
}

const jwkOf = (kid: string, key: KeyObject): Jwks['keys'][number] => {
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  return { kty: 'EC', crv: 'P-256', x, y, kid, alg: 'ES256', use: 'sig' }
}

export const newKey = (): Omit<SigningKey, 'signs'> => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '' } = publicKey.export({ format: 'jwk' })
  // Half of a public coordinate: unique, and it tells nothing that the key set does not.
  return { kid: x.slice(0, 22), privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string }
}
