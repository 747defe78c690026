import pg from 'pg'

/** What statements of another release may lean on, by table. */
export interface DatabaseSchema {
  readonly [table: string]: {
    /** `bigint not null`, `text`, `timestamptz not null default` */
    readonly columns: Readonly<Record<string, string>>
    /** By name, as PostgreSQL prints them: check, unique, primary key, foreign key, and unique indexes. */
    readonly rules: Readonly<Record<string, string>>
  }
}

const columnsOf = `
  select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod)
    || case when a.attnotnull then ' not null' else '' end
    || case when a.atthasdef or a.attidentity <> '' then ' default' else '' end as text
  from pg_attribute a join pg_class c on c.oid = a.attrelid
  where c.relnamespace = $1::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped order by 1, 2`

const rulesOf = `
  select c.relname as table, k.conname as name, pg_get_constraintdef(k.oid) as text
  from pg_constraint k join pg_class c on c.oid = k.conrelid
  where c.relnamespace = $1::regnamespace and k.contype in ('c', 'u', 'p', 'f', 'x')
  union
  select c.relname, i.relname, pg_get_indexdef(i.oid)
  from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid
  where c.relnamespace = $1::regnamespace and x.indisunique and not exists (select from pg_constraint where conindid = i.oid)
  order by 1, 2`

/** Reads what a migrated database looks like; the migrator's own tables are left out. */
export const schemaOf = async (url: string, schema: string): Promise<DatabaseSchema> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const read = async (query: string): Promise<readonly { table: string; name: string; text: string }[]> =>
      (await client.query(query, [schema])).rows
    const [columns, rules] = [await read(columnsOf), await read(rulesOf)]
    const tables = [...new Set(columns.map(({ table }) => table))].filter((name) => !name.startsWith('migration'))
    const of = (rows: typeof columns, table: string) =>
      Object.fromEntries(rows.filter((row) => row.table === table).map(({ name, text }) => [name, text]))
    return Object.fromEntries(tables.map((table) => [table, { columns: of(columns, table), rules: of(rules, table) }]))
  } finally {
    await client.end()
  }
}
