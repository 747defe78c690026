import { readFile } from 'node:fs/promises'
import pg from 'pg'
import { type FreshDatabase, freshDatabase } from './fresh-database.ts'

export const databaseRoles = ['filling_owner', 'filling_auth', 'filling_scheduler', 'filling_reader'] as const
export type DatabaseRole = (typeof databaseRoles)[number]

export interface DatabaseWithRoles extends FreshDatabase {
  urlOf(role: DatabaseRole): string
}

/** An empty database after deploy/postgres/roles.sql has been run, twice: it has to bear that. */
export const databaseWithRoles = async (): Promise<DatabaseWithRoles> => {
  const database = await freshDatabase()
  const roles = await readFile(new URL('../../../deploy/postgres/roles.sql', import.meta.url), 'utf8')
  const passwords = databaseRoles.map((role) => `alter role ${role} password 'of-${role}'`)
  for (const sql of [roles, roles, ...passwords]) await query(database.url, sql)
  return {
    ...database,
    urlOf(role) {
      const url = new URL(database.url)
      url.username = role
      url.password = `of-${role}`
      return url.href
    },
  }
}

export const query = async (url: string, sql: string): Promise<readonly Record<string, unknown>[]> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}
