import pg from 'pg'
import type { DatabaseSchema } from './schema-of.ts'

/** What a release leaves behind for the tests of its successors: the shape of its tables, and how it talks to them. */
export interface ReleasedDatabase {
  readonly release: string
  /** Names of the migrations that it knew. */
  readonly migrations: readonly string[]
  readonly schema: DatabaseSchema
  /** Its statements, by what they are for; a value is a constant, or the slot that its caller fills. */
  readonly statements: Readonly<Record<string, { readonly sql: string; readonly values: readonly unknown[] }>>
}

export interface Replay {
  run(
    statement: string,
    slots?: Readonly<Record<string, unknown>>,
  ): Promise<readonly Readonly<Record<string, unknown>>[]>
  /** What PostgreSQL says about statements that it cannot prepare. */
  complaints(): Promise<readonly string[]>
  close(): Promise<void>
}

/** The statements of a release, for a database that may have moved on since. */
export const replay = async (url: string, { release, statements }: ReleasedDatabase): Promise<Replay> => {
  const pool = new pg.Pool({ connectionString: url, application_name: `release ${release}` })
  // A test that failed drops the database under us.
  pool.on('error', () => undefined)
  const filled = (value: unknown, slots: Readonly<Record<string, unknown>>): unknown => {
    const slot = typeof value === 'object' && value !== null ? (value as { slot?: string }).slot : undefined
    if (slot !== undefined && !(slot in slots)) throw new Error(`Say which ${slot}`)
    return slot === undefined ? value : slots[slot]
  }
  return {
    async run(name, slots = {}) {
      const statement = statements[name]
      if (!statement) throw new Error(`Release ${release} has no statement '${name}'`)
      const { rows } = await pool.query(
        statement.sql,
        statement.values.map((value) => filled(value, slots)),
      )
      return rows
    },
    async complaints() {
      const found: string[] = []
      for (const [name, { sql }] of Object.entries(statements)) {
        // Some words, such as LOCK, cannot be prepared: they are tried and taken back.
        const trial = /^(select|insert|update|delete|with)/i.test(sql)
          ? `prepare trial as ${sql}; deallocate trial`
          : sql
        await pool.query(`begin; ${trial}; rollback`).catch(async (error: Error) => {
          found.push(`release ${release}, ${name}: ${error.message}`)
        })
      }
      return found
    },
    close: () => pool.end(),
  }
}
