import { sql } from 'kysely'
import { type MigrateOptions, migrate } from './migrate.ts'
import { whenThere } from './when-there.ts'

/** `run`: this process brings the schema up to date. `wait`: somebody else does, who may; this process may not. */
export const migrationModes = ['run', 'wait'] as const

export interface ReadySchemaOptions<Schema> extends MigrateOptions<Schema> {
  readonly mode: (typeof migrationModes)[number]
}

/** Resolves when the schema is there, in the version of `migrations` or a newer one. */
export const readySchema = <Schema>({ mode, ...options }: ReadySchemaOptions<Schema>): Promise<void> =>
  mode === 'run' ? whenThere({ what: options.schema, log: options.log }, () => migrate(options)) : awaitSchema(options)

/** Schema, table, rights or the whole server may be missing: whatever it is, it is a reason to ask again. */
const awaitSchema = <Schema>({ db, schema, migrations, log }: MigrateOptions<Schema>): Promise<void> => {
  const newest = Object.keys(migrations).sort().at(-1)
  const applied = sql`select from ${sql.table(`${schema}.migration`)} where name = ${newest}`
  return whenThere({ what: `the migrations of ${schema}`, log, passes: () => true }, async () => {
    const { rows } = await applied.execute(db)
    if (rows.length === 0) throw new Error(`${newest} has not been run`)
  })
}
