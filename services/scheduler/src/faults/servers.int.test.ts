import { solveRequestedV1 } from '@filling/contracts'
import { openDatabase } from '@filling/database'
import { eventually } from '@filling/test-kit'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { rowsOf } from '../test-database.ts'
import { fourLots, searchFor } from '../test-scheduler.ts'
import { type FaultySystem, startFaultySystem } from './test-faults.ts'

let system: FaultySystem
beforeEach(async () => {
  system = await startFaultySystem()
})
afterEach(() => system.close())

describe('a message', () => {
  it('that comes again for a finished job changes nothing', async () => {
    await system.startSolver()
    const { id } = await system.scheduler.submit({ lots_data: fourLots })
    await system.scheduler.ended(id)
    const done = await system.row(id)
    const bus = system.openBus()
    await eventually(() => bus.status() === 'connected')
    for (const again of ['a', 'b'])
      await bus.publish({ subject: solveRequestedV1.fast.subject, id: `again-${again}`, data: { scheduleId: id } })
    await system.untilIdle(bus)
    expect(await system.row(id)).toEqual(done)
    expect(await system.completions()).toHaveLength(1)
  })

  it('that makes no sense does not stand in the way of the others, and is kept for an operator', async () => {
    await system.startSolver()
    const bus = system.openBus()
    const publish = async (id: string, data: unknown) => {
      await bus.publish({ subject: solveRequestedV1.fast.subject, id, data })
      return true
    }
    for (const [id, data] of Object.entries({ x: { nonsense: true }, y: 7, z: { scheduleId: 987_654 } }))
      await eventually(() => publish(id, data))
    const { id } = await system.scheduler.submit({ lots_data: fourLots })
    expect(await system.scheduler.ended(id)).toMatchObject({ status: 'completed' })
    const dead = await rowsOf(system.scheduler.db, 'dead_letter')
    expect(dead.map(({ kind, message_id, data }) => [kind, message_id, data])).toEqual([
      ['message', 'x', { nonsense: true }],
      ['message', 'y', 7],
    ])
  })
})

describe('a broker', () => {
  it('that lost its store costs time, not work', async () => {
    const submitted = await Promise.all(
      Array.from({ length: 10 }, () => system.scheduler.submit({ lots_data: fourLots })),
    )
    await eventually(async () => (await rowsOf(system.scheduler.db, 'outbox')).length === 0)
    await system.scheduler.nats.wipe()
    await system.startSolver()
    for (const { id } of submitted) expect(await system.scheduler.ended(id)).toMatchObject({ status: 'completed' })
    expect(await system.completions()).toHaveLength(10)
  })

  it('that is away stops nobody from submitting, and its return is noticed', async () => {
    await system.startSolver()
    await eventually(async () => (await fetch(`${system.scheduler.url}/readyz`)).status === 200)
    await system.scheduler.nats.kill()
    await eventually(async () => (await fetch(`${system.scheduler.url}/readyz`)).status === 503)
    const { id } = await system.scheduler.submit({ lots_data: fourLots })
    expect((await system.row(id))?.status).toBe('pending')
    await system.scheduler.nats.restart()
    expect(await system.scheduler.ended(id)).toMatchObject({ status: 'completed' })
    expect((await fetch(`${system.scheduler.url}/readyz`)).status).toBe(200)
  })
})

describe('a database', () => {
  const connections = async (wanted: 'true' | 'false') => {
    const name = new URL(system.scheduler.env.DATABASE_URL).pathname.slice(1)
    const url = new URL(system.scheduler.env.DATABASE_URL)
    url.pathname = '/postgres'
    const admin = openDatabase<unknown>({ url: url.href, log: system.scheduler.log, applicationName: 'admin' })
    await sql`alter database ${sql.id(name)} with allow_connections ${sql.raw(wanted)}`.execute(admin)
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`.execute(admin)
    await admin.destroy()
  }

  it('that is away is told as such, ends no process, and its return is noticed', async () => {
    await system.startSolver()
    const running = await system.scheduler.submit(searchFor(2))
    await system.untilRunning(running.id)
    await connections('false')
    const refused = await system.scheduler.call('/api/v1/schedule', { body: { lots_data: fourLots } })
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([503, 'service.unavailable'])
    expect((await fetch(`${system.scheduler.url}/readyz`)).status).toBe(503)
    expect((await fetch(`${system.scheduler.url}/health`)).status).toBe(200)
    await new Promise((resolve) => setTimeout(resolve, 3_000))
    await connections('true')
    // The plan was ready while there was nowhere to put it.
    expect(await system.scheduler.ended(running.id)).toMatchObject({ status: 'completed' })
    expect(await system.row(running.id)).toMatchObject({ attempt: 1 })
    const { id } = await system.scheduler.submit({ lots_data: fourLots })
    expect(await system.scheduler.ended(id)).toMatchObject({ status: 'completed' })
  })
})
