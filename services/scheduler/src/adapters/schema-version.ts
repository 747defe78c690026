import { sql } from 'kysely'
import { migrations } from '../migrations/index.ts'
import type { Db } from './rows.ts'

const newest = Object.keys(migrations).sort().at(-1)

/** The database answers and has everything that this version of the code wants; a newer schema will do. */
export const schemaIsReady = (db: Db) => async (): Promise<boolean> => {
  const { rows } = await sql`select from scheduling.migration where name = ${newest}`.execute(db)
  return rows.length > 0
}
