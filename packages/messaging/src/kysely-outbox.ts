import { type Kysely, sql, type Transaction } from 'kysely'
import type { Message } from './bus.ts'
import type { OutboxStore, Relayed } from './outbox.ts'

interface Row {
  readonly id: number
  readonly message_id: string
  readonly subject: string
  readonly data: unknown
  readonly headers: Readonly<Record<string, string>> | null
  readonly attempts: number
}

interface Refused {
  readonly row: Row
  readonly reason: unknown
}

/** Undoes the batch and says why. */
class AllRefused extends Error {
  readonly first: Refused
  constructor(first: Refused) {
    super('The broker took nothing', { cause: first.reason })
    this.first = first
  }
}

/**
 * The outbox of one service: a table (`scheduling.outbox`) with the columns
 * `id bigint identity, message_id text, subject text, data jsonb, headers jsonb, created_at timestamptz` and, for what
 * the broker does not take, `attempts integer default 0, not_before timestamptz default now(), reason text`.
 */
export const kyselyOutbox = <Schema>(db: Kysely<Schema>, table: string): OutboxStore => ({
  async relayBatch(limit, publish) {
    try {
      return await db.transaction().execute((tx) => relay(tx, table, limit, publish))
    } catch (error) {
      if (error instanceof AllRefused) throw error.first.reason
      throw error
    }
  },
})

const relay = async <Schema>(
  tx: Transaction<Schema>,
  table: string,
  limit: number,
  publish: (message: Message) => Promise<void>,
): Promise<Relayed> => {
  const rows = await takeOldest(tx, table, limit)
  const sent = await Promise.allSettled(rows.map((row) => publish(toMessage(row))))
  const refused = rows.flatMap((row, i) => {
    const result = sent[i]
    return result?.status === 'rejected' ? [{ row, reason: result.reason as unknown }] : []
  })
  // Nobody was taken who might have been: that is the broker's fault and not theirs.
  const fresh = refused.find(({ row }) => row.attempts === 0)
  if (fresh && refused.length === rows.length) throw new AllRefused(fresh)
  for (const each of refused) await putAside(tx, table, each)
  return { taken: rows.length, refused: refused.map(({ row, reason }) => ({ id: row.message_id, reason })) }
}

/**
 * Deleted first and published then: the lock is the same as if they were only read, and it is one statement. If the
 * process dies in between they are all still there. A delete that a crash of the server forgets only publishes again,
 * under an id that the broker knows: no need to wait for the disk.
 */
const takeOldest = async <Schema>(tx: Transaction<Schema>, table: string, limit: number): Promise<readonly Row[]> => {
  const query = sql<Row>`
    with quick as materialized (select set_config('synchronous_commit', 'off', true)),
    taken as (
      delete from ${sql.table(table)} where id = any(array(
        select id from ${sql.table(table)} where not_before <= now() order by id limit ${limit} for update skip locked
      )) returning id, message_id, subject, data, headers, attempts
    )
    select taken.* from taken, quick order by id`
  return (await query.execute(tx)).rows
}

/** A minute at most; then the reason may be gone, and it is still in the log. */
const putAside = async <Schema>(tx: Transaction<Schema>, table: string, { row, reason }: Refused): Promise<void> => {
  const { message_id, subject, data, headers, attempts } = row
  await sql`
    insert into ${sql.table(table)} (message_id, subject, data, headers, attempts, not_before, reason)
    values (${message_id}, ${subject}, ${JSON.stringify(data)}::jsonb, ${JSON.stringify(headers)}::jsonb, ${attempts + 1},
      now() + least(60, 0.1 * 2 ^ ${attempts}::int) * interval '1 second', ${String(reason)})`.execute(tx)
}

const toMessage = ({ message_id, subject, data, headers }: Row): Message => ({
  id: message_id,
  subject,
  data,
  headers: headers ?? {},
})
