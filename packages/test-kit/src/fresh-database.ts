import { randomBytes } from 'node:crypto'
import pg from 'pg'

export interface FreshDatabase {
  readonly url: string
  /** Drops it, whoever is still connected. */
  drop(): Promise<void>
}

/** An empty database for one test file, on the server of `TEST_DATABASE_URL`. Takes some 50 ms. */
export const freshDatabase = async (): Promise<FreshDatabase> => {
  const server = process.env.TEST_DATABASE_URL
  if (!server) throw new Error('TEST_DATABASE_URL is not set: name the test *.int.test.ts, then vitest starts a server')
  const name = `test_${randomBytes(8).toString('hex')}`

  await statement(server, `create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => statement(server, `drop database if exists ${name} with (force)`) }
}

const statement = async (url: string, sql: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
