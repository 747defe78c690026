import { randomUUID } from 'node:crypto'
import { AppError } from '@filling/service-kit'
import { hash, type Options, verify } from '@node-rs/argon2'
import pLimit from 'p-limit'

export interface Passwords {
  hash(password: string): Promise<string>
  /** Takes the same time for somebody who does not exist (no hash) as for a wrong password. */
  matches(password: string, passwordHash: string | undefined): Promise<boolean>
}

/** OWASP Password Storage Cheat Sheet: Argon2id (2 in this library) with 19 MiB, two passes, one lane. */
const strength: Options = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 }

const usual = {
  /** Hashes at a time: below the four threads of libuv, so that files and names are still read during a storm. */
  atOnce: 2,
  /** About five seconds of work; whoever comes later is told to come back instead of waiting for his own timeout. */
  mostWaiting: 256,
}

/** Spellings that look the same are the same password (NFKC, as NIST SP 800-63B §5.1.1.2 asks). */
const bytesOf = (password: string): Buffer => Buffer.from(password.normalize('NFKC'))

/** Argon2id in the thread pool, a few at a time: 19 MiB each must not add up to the memory of the machine. */
export const openPasswords = async ({ atOnce, mostWaiting } = usual): Promise<Passwords> => {
  const limit = pLimit(atOnce)
  const queue = async <T>(work: () => Promise<T>): Promise<T> => {
    if (limit.pendingCount >= mostWaiting) throw busy()
    return limit(work)
  }
  const nobody = await hash(bytesOf(randomUUID()), strength)
  return {
    hash: (password) => queue(() => hash(bytesOf(password), strength)),
    matches: async (password, passwordHash) => {
      const same = await queue(() => verify(passwordHash ?? nobody, bytesOf(password)))
      return same && passwordHash !== undefined
    },
  }
}

const busy = (): AppError =>
  new AppError('service.unavailable', 'Too many people sign in just now; try again', {
    headers: { 'Retry-After': '5' },
  })
