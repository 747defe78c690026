import type { KeyObject } from 'node:crypto'
import type { Jwks } from '@filling/contracts'
import { whenThere } from '@filling/database'
import type { KeySource, Logger } from '@filling/service-kit'
import type { SigningKeys } from '../adapters/signing-keys.ts'
import { type Ring, ringOf } from './ring.ts'

/** The keys of this process. They follow the database, so that a rotation needs no restart. */
export interface KeyRing extends KeySource {
  signing(): { readonly kid: string; readonly privateKey: KeyObject }
  published(): Jwks
  /** Looks into the database now. */
  refresh(): Promise<void>
  close(): Promise<void>
}

/** Half a minute until every process has seen a rotation; a next key is published far longer before it signs. */
const everyMs = 30_000
/** An unknown kid may be another process's new key or a forgery: look again, but not for every forgery. */
const lookAgainMs = 2_000

export interface KeyRingParts {
  readonly keys: SigningKeys
  /** 0 = never by itself. */
  readonly rotationDays: number
  readonly log: Logger
}

/** Waits for a database that is away, as the rest of the start does. */
export const openKeyRing = async ({ keys, rotationDays, log }: KeyRingParts): Promise<KeyRing> => {
  let ring: Ring = ringOf(await whenThere({ what: 'the signing keys', log }, () => keys.open()))
  let lookedAt = performance.now()
  let looking: Promise<void> | undefined

  const look = async (): Promise<void> => {
    lookedAt = performance.now()
    try {
      if (rotationDays > 0 && (await keys.rotateAfter(rotationDays))) log.info('the next signing key is published')
      ring = ringOf(await keys.read())
    } catch (err) {
      log.warn({ err }, 'the signing keys could not be read again; those of the last look stay')
    } finally {
      looking = undefined
    }
  }
  const refresh = (): Promise<void> => {
    looking ??= look()
    return looking
  }
  const timer = setInterval(refresh, everyMs).unref()

  return {
    signing: () => ring.signing,
    published: () => ring.published,
    refresh,
    async find(kid) {
      if (!ring.publicKeys.has(kid) && performance.now() - lookedAt > lookAgainMs) await refresh()
      return ring.publicKeys.get(kid)
    },
    async close() {
      clearInterval(timer)
      await looking
    },
  }
}
