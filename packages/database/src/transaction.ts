import { setTimeout as pause } from 'node:timers/promises'
import type { IsolationLevel, Kysely, Transaction } from 'kysely'
import { sqlState } from './sql-state.ts'

export interface TransactionOptions {
  readonly isolation?: IsolationLevel
  /** How often the work is begun, the first time included. Default 5. */
  readonly attempts?: number
}

const serializationFailure = '40001'
const deadlockDetected = '40P01'

/** Runs the work again when the server asked for it, so the work must have no effect outside the transaction. */
export const transaction = async <Schema, T>(
  db: Kysely<Schema>,
  work: (tx: Transaction<Schema>) => Promise<T>,
  { isolation = 'read committed', attempts = 5 }: TransactionOptions = {},
): Promise<T> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction().setIsolationLevel(isolation).execute(work)
    } catch (error) {
      const state = sqlState(error)
      if (attempt >= attempts || (state !== serializationFailure && state !== deadlockDetected)) throw error
      await pause(Math.random() * 10 * 2 ** attempt)
    }
  }
}
