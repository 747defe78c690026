import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** What a superuser becomes before it answers requests; everybody else is held to the policies as they are. */
export const requestRole = 'filling_request'

/** The same role may be made in another database of the server at the same moment. */
const role = sql.raw(`
  do $$ begin
    if not (select rolsuper from pg_roles where rolname = current_user) then return; end if;
    begin
      create role ${requestRole} nologin nosuperuser nobypassrls;
    exception when duplicate_object or unique_violation then null;
    end;
    grant usage on schema scheduling to ${requestRole};
    grant select, insert, update, delete on all tables in schema scheduling to ${requestRole};
    grant usage on all sequences in schema scheduling to ${requestRole};
    alter default privileges in schema scheduling grant select, insert, update, delete on tables to ${requestRole};
    alter default privileges in schema scheduling grant usage on sequences to ${requestRole};
  end $$`)

const setting = `current_setting('app.owner_id', true)`

/** Not set, as for workers and for the release before this one, or `*`: the system itself. Empty: nobody. */
const system = `coalesce(${setting}, '*') = '*'`
const mine = (column: string) => `case when ${system} then true when ${setting} = '' then false
  else ${column} = ${setting}::bigint end`

const guarded = (table: string, condition: string) => [
  `alter table scheduling.${table} enable row level security`,
  `alter table scheduling.${table} force row level security`,
  `create policy of_owner on scheduling.${table} using (${condition})`,
]
/** Requests write here and have nothing to read. */
const writeOnly = (table: string) => [
  ...guarded(table, system),
  `create policy anybody_adds on scheduling.${table} for insert with check (true)`,
]

const statements = [
  ...guarded('schedule', mine('owner_id')),
  ...guarded('idempotency_key', mine('owner_id')),
  ...guarded('audit', mine('actor_id')),
  ...guarded('dead_letter', system),
  ...writeOnly('input'),
  ...writeOnly('outbox'),
]

/** The second wall behind `where owner_id = …`: a statement that forgets its owner finds nothing. */
export const rowSecurity: Migration = {
  async up(db: Kysely<unknown>) {
    await role.execute(db)
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
