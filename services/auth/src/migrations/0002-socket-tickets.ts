import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Unlogged: a ticket lives half a minute, and after a crash its holder asks for another one. */
export const socketTickets: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create unlogged table auth.socket_ticket (
      hash bytea primary key check (octet_length(hash) = 32),
      account_id bigint not null references auth.account on delete cascade,
      sign_in_id uuid references auth.sign_in on delete cascade,
      -- When the token ends that the ticket was bought with: a ticket never makes a sign-in last longer.
      token_until timestamptz not null,
      expires_at timestamptz not null
    )`.execute(db)
    await sql`create index on auth.socket_ticket (expires_at)`.execute(db)
  },
}
