import { createLogger } from '@filling/service-kit'
import { type FreshDatabase, freshDatabase } from '@filling/test-kit'
import { type Kysely, sql, type Transaction } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { openDatabase } from './database.ts'
import { transaction } from './transaction.ts'

interface Schema {
  counter: { id: number; value: number }
}

let fresh: FreshDatabase
let db: Kysely<Schema>

beforeAll(async () => {
  fresh = await freshDatabase()
  db = openDatabase<Schema>({ url: fresh.url, log: createLogger('test', 'silent'), applicationName: 'test' })
  await sql`create table counter (id int primary key, value int not null)`.execute(db)
})
beforeEach(async () => {
  await sql`truncate counter`.execute(db)
  await db
    .insertInto('counter')
    .values([1, 2].map((id) => ({ id, value: 0 })))
    .execute()
})
afterAll(async () => {
  await db.destroy()
  await fresh.drop()
})

const add = (tx: Transaction<Schema>, id: number) =>
  tx
    .updateTable('counter')
    .set((row) => ({ value: row('value', '+', 1) }))
    .where('id', '=', id)
    .execute()

const values = async () =>
  (await db.selectFrom('counter').select('value').orderBy('id').execute()).map((row) => row.value)

/** Lets both sides come to the same point, the first time round. */
const meetingPoint = (parties: number) => {
  const met = Promise.withResolvers<void>()
  let arrived = 0
  return () => {
    arrived += 1
    if (arrived === parties) met.resolve()
    return met.promise
  }
}

it('counts every one of two serializable increments that read the same value', async () => {
  const bothHaveRead = meetingPoint(2)
  const increment = () =>
    transaction(
      db,
      async (tx) => {
        const { value } = await tx.selectFrom('counter').select('value').where('id', '=', 1).executeTakeFirstOrThrow()
        await bothHaveRead()
        await tx
          .updateTable('counter')
          .set({ value: value + 1 })
          .where('id', '=', 1)
          .execute()
      },
      { isolation: 'serializable' },
    )
  await Promise.all([increment(), increment()])
  expect(await values()).toEqual([2, 0])
})

it('gets both of two deadlocked transactions through', async () => {
  const bothHoldOne = meetingPoint(2)
  const inOrder = (first: number, second: number) =>
    transaction(db, async (tx) => {
      await add(tx, first)
      await bothHoldOne()
      await add(tx, second)
    })
  await Promise.all([inOrder(1, 2), inOrder(2, 1)])
  expect(await values()).toEqual([2, 2])
})

it('does not repeat work that failed for another reason, and undoes it', async () => {
  let begun = 0
  const failing = transaction(db, async (tx) => {
    begun += 1
    await add(tx, 1)
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  expect(begun).toBe(1)
  expect(await values()).toEqual([0, 0])
})
