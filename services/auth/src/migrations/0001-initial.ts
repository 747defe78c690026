import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

const statements = [
  // `email_key` is the address as it is compared, `email` as its owner writes it.
  sql`create table auth.account (
    id bigint generated always as identity primary key,
    email text not null,
    email_key text not null unique,
    password_hash text not null,
    is_active boolean not null default true,
    is_superuser boolean not null default false,
    created_at timestamptz not null default now()
  )`,
  // One row a sign-in: the family of all refresh tokens that descend from it.
  sql`create table auth.sign_in (
    id uuid primary key default gen_random_uuid(),
    account_id bigint not null references auth.account on delete cascade,
    created_at timestamptz not null default now(),
    revoked_at timestamptz
  )`,
  sql`create index on auth.sign_in (account_id)`,
  // Used tokens stay until they expire: a second use must be recognised as one.
  sql`create table auth.refresh_token (
    hash bytea primary key check (octet_length(hash) = 32),
    sign_in_id uuid not null references auth.sign_in on delete cascade,
    expires_at timestamptz not null,
    used_at timestamptz
  )`,
  sql`create index on auth.refresh_token (sign_in_id)`,
  sql`create index on auth.refresh_token (expires_at)`,
  // Every key that is not retired verifies; the newest whose time has come signs.
  sql`create table auth.signing_key (
    kid text primary key,
    private_key text not null,
    signs_from timestamptz not null default now(),
    retired_at timestamptz
  )`,
]

export const initial: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await statement.execute(db)
  },
}
