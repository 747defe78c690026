import { createPublicKey, type KeyObject } from 'node:crypto'
import { checkOpen, Jwks } from '@filling/contracts'
import { AppError } from './app-error.ts'

/** Public keys by `kid`. */
export interface KeySource {
  find(kid: string): Promise<KeyObject | undefined>
}

const refreshMs = 300_000
/** An unknown kid may be a new key or a forgery: look again, but not for every forgery. */
const lookAgainMs = 2_000

/** Reads the key set of auth (RFC 7517) and keeps it for five minutes. */
export const jwksKeySource = (
  url: string,
  { now = Date.now, read = fetchKeys }: { now?: () => number; read?: (url: string) => Promise<Jwks> } = {},
): KeySource => {
  let keys: ReadonlyMap<string, KeyObject> = new Map()
  let readAt = Number.NEGATIVE_INFINITY
  let triedAt = Number.NEGATIVE_INFINITY
  let failure: { readonly cause: unknown } | undefined
  let reading: Promise<void> | undefined

  const look = async (): Promise<void> => {
    triedAt = now()
    try {
      const jwks = await read(url)
      keys = new Map(jwks.keys.map((jwk) => [jwk.kid, createPublicKey({ key: jwk, format: 'jwk' })]))
      readAt = now()
      failure = undefined
    } catch (cause) {
      failure = { cause }
    } finally {
      reading = undefined
    }
  }

  return {
    async find(kid) {
      const known = keys.has(kid)
      const due = now() - triedAt > lookAgainMs && (!known || now() - readAt > refreshMs)
      // Old keys are better than none, and better than waiting: auth may be restarting.
      const serveOld = known && (reading !== undefined || failure !== undefined || !due)
      if (due) reading ??= look()
      if (!serveOld) await reading
      const key = keys.get(kid)
      if (!key && failure) throw new AppError('service.unavailable', 'Sign-in keys cannot be read just now', failure)
      return key
    },
  }
}

/** The keys of the auth at `authUrl`, with or without a slash at its end. */
export const keysOfAuth = (authUrl: string): KeySource => jwksKeySource(new URL('/.well-known/jwks.json', authUrl).href)

const fetchKeys = async (url: string): Promise<Jwks> => {
  const response = await fetch(url, { signal: AbortSignal.timeout(5_000) })
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
  const checked = checkOpen(Jwks, await response.json())
  if (!checked.ok) throw new Error(`${url} is not a key set: ${checked.errors.join('; ')}`)
  return checked.value
}
