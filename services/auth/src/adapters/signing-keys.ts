import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { Jwks } from '@filling/contracts'
import { sql } from 'kysely'
import type { AuthDatabase } from './tables.ts'

export interface SigningKeys {
  /** The key that new tokens are signed with. It never leaves this process. */
  readonly signing: { readonly kid: string; readonly privateKey: KeyObject }
  /** Every key that may have signed a token that is still alive. */
  readonly published: Jwks
  publicKey(kid: string): KeyObject | undefined
}

interface Row {
  readonly kid: string
  readonly private_key: string
  readonly signs: boolean
}

/** Reads the keys; the first process ever to start makes the first one, and the others wait for it. */
export const openSigningKeys = async (db: AuthDatabase): Promise<SigningKeys> => {
  const rows = await db.transaction().execute(async (tx) => {
    await sql`lock table auth.signing_key in share row exclusive mode`.execute(tx)
    const found = await liveKeys(tx)
    if (found.some(({ signs }) => signs)) return found
    await tx.insertInto('auth.signing_key').values(newKey()).execute()
    return liveKeys(tx)
  })
  return ringOf(rows)
}

const liveKeys = async (tx: AuthDatabase): Promise<readonly Row[]> => {
  const { rows } = await sql<Row>`
    select kid, private_key, signs_from <= now() as signs from auth.signing_key
    where retired_at is null or retired_at > now() order by signs_from desc, kid`.execute(tx)
  return rows
}

const newKey = () => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '' } = publicKey.export({ format: 'jwk' })
  // Half of a public coordinate: unique, and it tells nothing that the key set does not.
  return { kid: x.slice(0, 22), private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string }
}

const ringOf = (rows: readonly Row[]): SigningKeys => {
  const signing = rows.find(({ signs }) => signs)
  if (!signing) throw new Error('auth.signing_key holds no key that may sign')
  const publicKeys = new Map(rows.map(({ kid, private_key }) => [kid, createPublicKey(private_key)]))
  return {
    signing: { kid: signing.kid, privateKey: createPrivateKey(signing.private_key) },
    published: { keys: [...publicKeys].map(([kid, key]) => jwkOf(kid, key)) },
    publicKey: (kid) => publicKeys.get(kid),
  }
}

const jwkOf = (kid: string, key: KeyObject): Jwks['keys'][number] => {
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  return { kty: 'EC', crv: 'P-256', x, y, kid, alg: 'ES256', use: 'sig' }
}
