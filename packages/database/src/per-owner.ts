import type { Logger } from '@filling/service-kit'
import type { CompiledQuery, Kysely, QueryExecutorProvider, QueryResult } from 'kysely'
import type pg from 'pg'
import { OwnerStatement, ownerSetting } from './owner-statement.ts'
import { isBeyondUse, nameOf } from './steady-client.ts'

/** For a statement about everybody's rows that a request cannot do without; each place has to be justified. */
export const everybody = '*'

/** Databases whose connections belong to nobody until a statement says whose it is. */
const pools = new WeakMap<object, pg.Pool>()

/** Marks what `openDatabase` opened `perOwner`. Kysely ends only a pool that it has asked for a connection itself. */
export const remember = <Schema>(db: Kysely<Schema>, pool: pg.Pool): void => {
  pools.set(db, pool)
  const destroy = db.destroy.bind(db)
  db.destroy = async () => {
    await destroy()
    if (!pool.ending) await pool.end()
  }
}

/** A connection starts as nobody's. */
export const asNobody = `-c ${ownerSetting}=`

/**
 * Policies do not hold for a superuser, as in the standalone program, so a superuser becomes `role`. Neither do they for a
 * role with BYPASSRLS, which may not make roles: whoever gives us one takes the second wall away.
 */
export const stepDown = (client: pg.PoolClient, role: string, log: Logger): void => {
  const text = `select set_config('role', $1, false) from pg_roles where rolname = current_user and rolsuper`
  // Asked first, so it is done before the first statement; a connection that cannot do it is of no use.
  client.query(text, [role]).catch(({ message }: Error) => {
    log.error(
      { role, why: message },
      'a connection for requests cannot give up the rights of a superuser; it is closed',
    )
    void (client as unknown as pg.Client).end()
  })
}

/**
 * Where a statement is executed that is about one owner's rows: `.execute(asOwner(db, ownerId))`. On a database that was
 * not opened `perOwner` it is a statement like any other.
 */
export const asOwner = <Schema>(db: Kysely<Schema>, owner: number | typeof everybody): QueryExecutorProvider => {
  const pool = pools.get(db)
  if (!pool) return db
  const executor = db.getExecutor()
  const owned = {
    transformQuery: executor.transformQuery.bind(executor),
    compileQuery: executor.compileQuery.bind(executor),
    executeQuery: (query: CompiledQuery) => run(pool, String(owner), query),
  }
  return { getExecutor: () => owned as unknown as ReturnType<QueryExecutorProvider['getExecutor']> }
}

const run = async (pool: pg.Pool, owner: string, query: CompiledQuery): Promise<QueryResult<never>> => {
  const client = await pool.connect()
  try {
    const { rows } = await send(client, owner, query)
    client.release()
    return { rows: rows as never[] }
  } catch (error) {
    client.release(isBeyondUse(error))
    throw error
  }
}

const send = (client: pg.PoolClient, owner: string, { sql: text, parameters }: CompiledQuery) =>
  new Promise<pg.QueryResult>((resolve, reject) => {
    const name = nameOf(text)
    const config = { text, values: [...parameters], ...(name ? { name } : {}) }
    client.query(new OwnerStatement(owner, config, (error, result) => (error ? reject(error) : resolve(result))))
  })
