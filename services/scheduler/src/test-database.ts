import { migrate, openDatabase } from '@filling/database'
import { createLogger } from '@filling/service-kit'
import { freshDatabase } from '@filling/test-kit'
import { sql } from 'kysely'
import type { Db } from './adapters/rows.ts'
import { submitSchedule, type Turns } from './adapters/submit-sql.ts'
import { migrations } from './migrations/index.ts'
import type { Submission } from './schedule.ts'

const log = createLogger('test', 'silent')

/** A database of its own with the scheduler's schema in it. */
export const testDatabase = async (): Promise<{ readonly db: Db; readonly url: string; close(): Promise<void> }> => {
  const fresh = await freshDatabase()
  const db: Db = openDatabase({ url: fresh.url, log, applicationName: 'test', maxConnections: 20 })
  await migrate({ db, schema: 'scheduling', migrations, log })
  return {
    db,
    url: fresh.url,
    async close() {
      await db.destroy()
      await fresh.drop()
    },
  }
}

export const submissionOf = (changes: Partial<Submission> = {}): Submission => ({
  name: 'Week 12',
  strategy: 'smart-pack',
  lane: 'fast',
  startTimeMs: Date.parse('2026-03-02T08:00:00Z'),
  lots: '[{"lot_id":"A","lot_type":"T","vials":1,"fill_hours":1}]',
  config: '{}',
  lotsCount: 1,
  warnings: [],
  hash: '00'.repeat(32),
  ...changes,
})

/** There is room for every job, or for none. */
export const atOnce: Turns = { roomIn: () => ({ lane: 1_000_000, owner: 1_000_000 }), submitted: () => undefined }
export const inTurn: Turns = { roomIn: () => undefined, submitted: () => undefined }

/** Stores a schedule, announced unless said otherwise, and says under which id. */
export const store = async (
  db: Db,
  ownerId: number,
  { turns = atOnce, ...changes }: Partial<Submission> & { readonly turns?: Turns } = {},
): Promise<number> => {
  const request = { ownerId, submission: submissionOf(changes), idempotencyKey: undefined, trail: {} }
  return (await submitSchedule(db, turns)(request)).summary.id
}

/** The rows of a table, the oldest first. */
export const rowsOf = async (
  db: Db,
  table: 'schedule' | 'outbox' | 'audit' | 'input' | 'idempotency_key' | 'dead_letter',
) => {
  const { rows } = await sql<Record<string, unknown>>`
    select * from ${sql.table(`scheduling.${table}`)} order by 1`.execute(db)
  return rows
}
