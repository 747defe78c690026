import type { Logger } from '@filling/service-kit'
import type { Kysely, Migration } from 'kysely'

/** In code, so that nothing is looked up on disk; run in the order of their names (`0001_initial`). */
export type Migrations = Readonly<Record<string, Migration>>

export interface MigrateOptions<Schema> {
  readonly db: Kysely<Schema>
  /** The service's own schema; created when missing. */
  readonly schema: string
  readonly migrations: Migrations
  readonly log: Logger
}

/** Brings a schema up to date. Several processes may start at once: one works, the others wait for it. */
export const migrate = async <Schema>(_options: MigrateOptions<Schema>): Promise<void> => {
  throw new Error('not written yet')
}
