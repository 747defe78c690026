import { type Kysely, sql } from 'kysely'

/** How far the newest attempt is, as JSON in the form of the public API; kept after the end, as its last report. */
export const progress = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`alter table scheduling.schedule add column progress json`.execute(db)
  },
}
