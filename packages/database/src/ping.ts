import { type Kysely, sql } from 'kysely'

/** Resolves when the server answers; rejects with the driver's reason, at the latest after `withinMs`. */
export const ping = async <Schema>(db: Kysely<Schema>, withinMs = 2_000): Promise<void> => {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Error(`The database did not answer within ${withinMs} ms`)), withinMs)
  try {
    await Promise.race([sql`select 1`.execute(db), late.promise])
  } finally {
    clearTimeout(timer)
  }
}
