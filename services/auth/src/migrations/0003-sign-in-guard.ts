import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** No index but the key: rows are counted up in place, and the sweep of an hour may read all of them. */
export const signInGuard: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create table auth.sign_in_guard (
      -- SHA-256 of an account, an address, or both: nobody's address is stored.
      key bytea primary key check (octet_length(key) = 32),
      failures integer not null,
      failed_at timestamptz not null default now(),
      -- Until when this account is at home at this address.
      known_until timestamptz
    ) with (fillfactor = 70)`.execute(db)
  },
}
