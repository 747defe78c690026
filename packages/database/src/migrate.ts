import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from '@filling/service-kit'
import { type Kysely, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'

/** In code, so that nothing is looked up on disk; run in the order of their names (`0001_initial`). */
export type Migrations = Readonly<Record<string, Migration>>

export interface MigrateOptions<Schema> {
  readonly db: Kysely<Schema>
  /** The service's own schema; created when missing. */
  readonly schema: string
  readonly migrations: Migrations
  readonly log: Logger
}

/**
 * Brings a schema up to date, all or nothing. Several processes may start at once: one works, the others wait for it.
 * A process older than the schema starts too: during a roll-out both run, so migrations only add.
 * Each statement of a migration must end within the database's statement time-out.
 */
export const migrate = async <Schema>({ db, schema, migrations, log }: MigrateOptions<Schema>): Promise<void> =>
  db.connection().execute(async (connection) => {
    await lock(connection)
    try {
      const known = { ...(await newerThan(migrations, connection, schema)), ...migrations }
      const migrator = new Migrator({
        db: connection,
        provider: { getMigrations: async () => known },
        migrationTableSchema: schema,
        migrationTableName: 'migration',
        migrationLockTableName: 'migration_lock',
      })
      const { error, results = [] } = await migrator.migrateToLatest()
      if (error) throw error
      for (const { migrationName } of results) log.info({ schema, migration: migrationName }, 'migrated')
    } finally {
      await sql`select pg_advisory_unlock(${lockKey})`.execute(connection)
    }
  })

/** One for the whole database, any number that nobody else uses. */
const lockKey = 4_711_202_611

/** Asks again and again: a statement that waits for a long migration would run into its time-out. */
const lock = async <Schema>(connection: Kysely<Schema>): Promise<void> => {
  const ask = sql<{ ours: boolean }>`select pg_try_advisory_lock(${lockKey}) as ours`
  while (!(await ask.execute(connection)).rows[0]?.ours) await pause(20)
}

const nothing: Migration = { up: async () => undefined }

/** What a newer version has already done, to be taken as done. Anything else that is missing is refused by kysely. */
const newerThan = async <Schema>(
  migrations: Migrations,
  connection: Kysely<Schema>,
  schema: string,
): Promise<Migrations> => {
  const table = sql<{ there: boolean }>`select to_regclass(${`${schema}.migration`}) is not null as there`
  if (!(await table.execute(connection)).rows[0]?.there) return {}
  const newest = Object.keys(migrations).sort().at(-1) ?? ''
  const executed = sql<{ name: string }>`select name from ${sql.table(`${schema}.migration`)} where name > ${newest}`
  return Object.fromEntries((await executed.execute(connection)).rows.map(({ name }) => [name, nothing]))
}
