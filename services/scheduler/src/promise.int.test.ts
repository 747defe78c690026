import { spawn } from 'node:child_process'
import { scheduleCompletedV1, solveRequestedV1, solverConsumers } from '@filling/contracts'
import { jetStreamBus } from '@filling/messaging'
import { eventually } from '@filling/test-kit'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { schedulesAsWork } from './adapters/work-sql.ts'
import { rowsOf } from './test-database.ts'
import { fourLots, searchFor, startScheduler, type TestScheduler } from './test-scheduler.ts'

/** Work may be late; it is never lost and never done twice. */
let scheduler: TestScheduler
const parts: { close(): Promise<void> }[] = []
beforeEach(async () => {
  scheduler = await startScheduler({ solver: false, env: { SWEEP_SECONDS: '0.2', UNCLAIMED_SECONDS: '1' } })
})
afterEach(async () => {
  for (const part of parts.splice(0).reverse()) await part.close()
  await scheduler.close()
})

const startSolver = async () => {
  const solver = await scheduler.startSolver()
  parts.push(solver)
  return solver
}
const openBus = () => {
  const bus = jetStreamBus({ url: scheduler.nats.url, name: 'test', log: scheduler.log })
  parts.push(bus)
  return bus
}
const row = async (id: number) => (await rowsOf(scheduler.db, 'schedule')).find((schedule) => schedule.id === id)
const untilRunning = (id: number) => eventually(async () => (await row(id))?.status === 'running')

/** Every completion fact that was ever sent; the relay has emptied the outbox when this is asked. */
const completions = async (): Promise<unknown[]> => {
  const bus = openBus()
  const seen: unknown[] = []
  const consumer = {
    stream: 'EVENTS',
    durable: 'test',
    filterSubject: scheduleCompletedV1.subject,
    ackWaitMs: 5_000,
    maxDeliver: 5,
    maxAckPending: 100,
  }
  await eventually(async () => (await rowsOf(scheduler.db, 'outbox')).length === 0)
  await bus.bootstrap({ streams: [], consumers: [consumer] })
  bus.consume({ consumer, concurrency: 1, read: (value) => ({ ok: true, value }) }, async ({ data }) => {
    seen.push(data)
    return { kind: 'done' }
  })
  await eventually(async () => {
    const { waiting, inFlight } = await bus.backlog(consumer)
    return waiting + inFlight === 0
  })
  return seen
}

describe('a job whose solver died', () => {
  it('after the commit and before the ack is not done again', async () => {
    const { id } = await scheduler.submit({ lots_data: fourLots })
    const work = schedulesAsWork(scheduler.db, 15_000)
    const claim = await work.claim(id)
    if (!claim) throw new Error('not claimed')
    await work.complete(
      claim,
      { kind: 'planned', result: '{"makespan":1}', makespanHours: 1, lowerBoundHours: 1, optimal: true },
      {},
    )
    const done = await row(id)

    await startSolver()
    const bus = openBus()
    await eventually(async () => {
      const { waiting, inFlight } = await bus.backlog(solverConsumers.fast)
      return waiting + inFlight === 0
    })
    expect(await row(id)).toEqual(done)
    expect(await completions()).toHaveLength(1)
  })

  it('in the middle is done by the next one', { timeout: 60_000 }, async () => {
    const victim = spawn(process.execPath, [new URL('solver-main.ts', import.meta.url).pathname], {
      env: { ...process.env, ...scheduler.env },
      stdio: 'inherit',
    })
    const { id } = await scheduler.submit(searchFor(20))
    await untilRunning(id)
    victim.kill('SIGKILL')
    await sql`update scheduling.input set config = '{"time_limit_seconds": 1}' where schedule_id = ${id}`.execute(
      scheduler.db,
    )

    await startSolver()
    expect(await scheduler.ended(id, { withinMs: 40_000 })).toMatchObject({ status: 'completed' })
    expect(await row(id)).toMatchObject({ attempt: 2 })
    expect(await completions()).toHaveLength(1)
  })

  it('in an orderly way is handed over at once, without an attempt counted', async () => {
    const first = await scheduler.startSolver()
    const { id } = await scheduler.submit(searchFor(20))
    await untilRunning(id)
    const start = performance.now()
    await first.close()
    expect(performance.now() - start).toBeLessThan(2_000)
    expect(await row(id)).toMatchObject({ status: 'pending', attempt: 0 })

    await sql`update scheduling.input set config = '{"time_limit_seconds": 1}' where schedule_id = ${id}`.execute(
      scheduler.db,
    )
    await startSolver()
    expect(await scheduler.ended(id, { withinMs: 10_000 })).toMatchObject({ status: 'completed' })
  })
})

describe('a message', () => {
  it('that comes again for a finished job changes nothing', async () => {
    await startSolver()
    const { id } = await scheduler.submit({ lots_data: fourLots })
    await scheduler.ended(id)
    const done = await row(id)
    const bus = openBus()
    await eventually(() => bus.status() === 'connected')
    for (const again of ['a', 'b'])
      await bus.publish({ subject: solveRequestedV1.fast.subject, id: `again-${again}`, data: { scheduleId: id } })
    await eventually(async () => {
      const { waiting, inFlight } = await bus.backlog(solverConsumers.fast)
      return waiting + inFlight === 0
    })
    expect(await row(id)).toEqual(done)
    expect(await completions()).toHaveLength(1)
  })

  it('that makes no sense does not stand in the way of the others', async () => {
    await startSolver()
    const bus = openBus()
    const publish = async (id: string, data: unknown) => {
      await bus.publish({ subject: solveRequestedV1.fast.subject, id, data })
      return true
    }
    for (const [id, data] of Object.entries({ x: { nonsense: true }, y: 7, z: { scheduleId: 987_654 } }))
      await eventually(() => publish(id, data))
    const { id } = await scheduler.submit({ lots_data: fourLots })
    expect(await scheduler.ended(id)).toMatchObject({ status: 'completed' })
  })
})

describe('a broker', () => {
  it('that lost its store costs time, not work', async () => {
    const submitted = await Promise.all(Array.from({ length: 10 }, () => scheduler.submit({ lots_data: fourLots })))
    await eventually(async () => (await rowsOf(scheduler.db, 'outbox')).length === 0)
    await scheduler.nats.wipe()
    await startSolver()
    for (const { id } of submitted) expect(await scheduler.ended(id)).toMatchObject({ status: 'completed' })
    expect(await completions()).toHaveLength(10)
  })

  it('that is away stops nobody from submitting, and its return is noticed', async () => {
    await startSolver()
    await eventually(async () => (await fetch(`${scheduler.url}/readyz`)).status === 200)
    await scheduler.nats.kill()
    await eventually(async () => (await fetch(`${scheduler.url}/readyz`)).status === 503)
    const { id } = await scheduler.submit({ lots_data: fourLots })
    expect((await row(id))?.status).toBe('pending')
    await scheduler.nats.restart()
    expect(await scheduler.ended(id)).toMatchObject({ status: 'completed' })
    expect((await fetch(`${scheduler.url}/readyz`)).status).toBe(200)
  })
})

describe('a database', () => {
  const connections = async (wanted: 'true' | 'false') => {
    const name = new URL(scheduler.env.DATABASE_URL).pathname.slice(1)
    const { openDatabase } = await import('@filling/database')
    const url = new URL(scheduler.env.DATABASE_URL)
    url.pathname = '/postgres'
    const admin = openDatabase<unknown>({ url: url.href, log: scheduler.log, applicationName: 'admin' })
    await sql`alter database ${sql.id(name)} with allow_connections ${sql.raw(wanted)}`.execute(admin)
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`.execute(admin)
    await admin.destroy()
  }

  it('that is away is told as such, ends no process, and its return is noticed', async () => {
    await startSolver()
    const running = await scheduler.submit(searchFor(2))
    await untilRunning(running.id)
    await connections('false')
    const refused = await scheduler.call('/api/v1/schedule', { body: { lots_data: fourLots } })
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([503, 'service.unavailable'])
    expect((await fetch(`${scheduler.url}/readyz`)).status).toBe(503)
    expect((await fetch(`${scheduler.url}/health`)).status).toBe(200)
    await new Promise((resolve) => setTimeout(resolve, 3_000))
    await connections('true')
    // The plan was ready while there was nowhere to put it.
    expect(await scheduler.ended(running.id)).toMatchObject({ status: 'completed' })
    expect(await row(running.id)).toMatchObject({ attempt: 1 })
    const { id } = await scheduler.submit({ lots_data: fourLots })
    expect(await scheduler.ended(id)).toMatchObject({ status: 'completed' })
  })
})

describe('a job that takes its thread down', () => {
  it('fails alone, with a reason, after its attempts', async () => {
    await scheduler.close()
    scheduler = await startScheduler({ env: { SOLVER_HEAP_MB: '32', SOLVER_ATTEMPTS: '2' } })
    const lots_data = Array.from({ length: 20_000 }, (_, i) => ({
      lot_id: `L${i}-${'x'.repeat(150)}`,
      lot_type: `T${i % 400}`,
      vials: 1,
      fill_hours: 1 + (i % 50),
    }))
    const { id } = await scheduler.submit({ lots_data })
    const small = await scheduler.submit({ lots_data: fourLots })
    expect(await scheduler.ended(small.id)).toMatchObject({ status: 'completed' })
    expect(await scheduler.ended(id, { withinMs: 40_000 })).toMatchObject({
      status: 'failed',
      error_message: 'Planning these lots needs more memory than a solver has',
    })
    expect(await row(id)).toMatchObject({ attempt: 2, error_code: 'solver.out_of_memory' })
  })
})
