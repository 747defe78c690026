import type { Kysely } from 'kysely'
import type { OutboxStore } from './outbox.ts'

/**
 * The outbox of one service: a table with the columns
 * `id bigint identity, message_id text, subject text, data jsonb, headers jsonb, created_at timestamptz`.
 */
export const kyselyOutbox = <Schema>(_db: Kysely<Schema>, _table: string): OutboxStore => {
  throw new Error('not written yet')
}
