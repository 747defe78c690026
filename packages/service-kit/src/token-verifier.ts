import { AccessClaims, check } from '@filling/contracts'
import jwt from 'jsonwebtoken'
import { type Caller, notAuthenticated, type TokenVerifier } from './caller.ts'
import type { KeySource } from './jwks.ts'

export const tokenIssuer = 'filling-scheduler'
export const tokenAudience = 'filling-scheduler-api'

const longestToken = 4_096
const remembered = 10_000
/** Then its key is looked up again: a key that was withdrawn must not live on in what it once signed. */
const rememberedMs = 60_000

/**
 * Verifies ES256 access tokens against the published keys (RFC 7519, RFC 8725: the algorithm is ours to choose, never
 * the token's). An ES256 check costs about 0.1 ms, so a token that verified is remembered for a minute.
 */
export const tokenVerifier = (keys: KeySource, now: () => number = Date.now): TokenVerifier => {
  const known = new Map<string, { readonly caller: Caller; readonly untilMs: number }>()
  return {
    async verify(token) {
      const hit = known.get(token)
      if (hit && hit.untilMs > now()) return hit.caller
      known.delete(token)
      const claims = await readClaims(token, keys, now)
      const caller = callerIn(claims)
      if (known.size >= remembered) known.delete(known.keys().next().value as string)
      known.set(token, { caller, untilMs: Math.min(caller.expiresAtMs, now() + rememberedMs) })
      return caller
    },
  }
}

const callerIn = ({ sub, email, is_superuser, sid, exp }: AccessClaims): Caller => ({
  id: Number(sub),
  email,
  isSuperuser: is_superuser,
  expiresAtMs: exp * 1_000,
  ...(sid === undefined ? {} : { signInId: sid }),
})

const readClaims = async (token: string, keys: KeySource, now: () => number): Promise<AccessClaims> => {
  if (token.length > longestToken) throw notAuthenticated('token too long')
  const header = decodeHeader(token)
  if (header?.alg !== 'ES256' || typeof header.kid !== 'string') throw notAuthenticated('algorithm or kid')
  const key = await keys.find(header.kid)
  if (!key) throw notAuthenticated('unknown kid')
  const checked = check(AccessClaims, verifySignature(token, key, now))
  if (!checked.ok) throw notAuthenticated(checked.errors)
  return checked.value
}

const decodeHeader = (token: string): jwt.JwtHeader | undefined => {
  try {
    return jwt.decode(token, { complete: true })?.header
  } catch {
    return undefined
  }
}

const verifySignature = (token: string, key: jwt.PublicKey, now: () => number): unknown => {
  try {
    return jwt.verify(token, key, {
      algorithms: ['ES256'],
      issuer: tokenIssuer,
      audience: tokenAudience,
      clockTimestamp: Math.floor(now() / 1_000),
    })
  } catch (cause) {
    throw notAuthenticated(cause)
  }
}
