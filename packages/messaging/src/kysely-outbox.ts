import { type Kysely, sql, type Transaction } from 'kysely'
import type { Message } from './bus.ts'
import type { OutboxStore } from './outbox.ts'

interface Row {
  readonly id: number
  readonly message_id: string
  readonly subject: string
  readonly data: unknown
  readonly headers: Readonly<Record<string, string>> | null
}

/**
 * The outbox of one service: a table (`scheduling.outbox`) with the columns
 * `id bigint identity, message_id text, subject text, data jsonb, headers jsonb, created_at timestamptz`.
 */
export const kyselyOutbox = <Schema>(db: Kysely<Schema>, table: string): OutboxStore => ({
  async relayBatch(limit, publish) {
    const failures = await db.transaction().execute(async (tx) => {
      const rows = await lockOldest(tx, table, limit)
      const sent = await Promise.allSettled(rows.map((row) => publish(toMessage(row))))
      await remove(
        tx,
        table,
        rows.filter((_, i) => sent[i]?.status === 'fulfilled'),
      )
      return { sent: rows.length, reasons: sent.filter((result) => result.status === 'rejected') }
    })
    if (failures.reasons[0]) throw failures.reasons[0].reason
    return failures.sent
  },
})

const lockOldest = async <Schema>(tx: Transaction<Schema>, table: string, limit: number): Promise<readonly Row[]> => {
  const query = sql<Row>`
    select id, message_id, subject, data, headers from ${sql.table(table)}
    order by id limit ${limit} for update skip locked`
  return (await query.execute(tx)).rows
}

const remove = async <Schema>(tx: Transaction<Schema>, table: string, rows: readonly Row[]): Promise<void> => {
  if (rows.length === 0) return
  // A delete that a crash forgets only publishes again, under an id that the broker knows: no need to wait for the disk.
  await sql`set local synchronous_commit = off`.execute(tx)
  await sql`delete from ${sql.table(table)} where id = any(${rows.map(({ id }) => id)})`.execute(tx)
}

const toMessage = ({ message_id, subject, data, headers }: Row): Message => ({
  id: message_id,
  subject,
  data,
  headers: headers ?? {},
})
