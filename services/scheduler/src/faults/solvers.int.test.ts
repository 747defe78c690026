import { spawn } from 'node:child_process'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { schedulesAsWork } from '../adapters/work-sql.ts'
import { fourLots, searchFor } from '../test-scheduler.ts'
import { type FaultySystem, startFaultySystem } from './test-faults.ts'

let system: FaultySystem
beforeEach(async () => {
  system = await startFaultySystem()
})
afterEach(() => system.close())

describe('a job whose solver died', () => {
  it('after the commit and before the ack is not done again', async () => {
    const { id } = await system.scheduler.submit({ lots_data: fourLots })
    const work = schedulesAsWork(system.scheduler.db, 15_000)
    const claim = await work.claim(id)
    if (!claim) throw new Error('not claimed')
    await work.complete(
      claim,
      { kind: 'planned', result: '{"makespan":1}', makespanHours: 1, lowerBoundHours: 1, optimal: true },
      {},
    )
    const done = await system.row(id)

    await system.startSolver()
    await system.untilIdle(system.openBus())
    expect(await system.row(id)).toEqual(done)
    expect(await system.completions()).toHaveLength(1)
  })

  it('in the middle is done by the next one', async () => {
    const victim = spawn(process.execPath, [new URL('../solver-main.ts', import.meta.url).pathname], {
      env: { ...process.env, ...system.scheduler.env },
      stdio: 'inherit',
    })
    const { id } = await system.scheduler.submit(searchFor(20))
    await system.untilRunning(id)
    victim.kill('SIGKILL')
    await sql`update scheduling.input set config = '{"time_limit_seconds": 1}' where schedule_id = ${id}`.execute(
      system.scheduler.db,
    )

    await system.startSolver()
    expect(await system.scheduler.ended(id)).toMatchObject({ status: 'completed' })
    expect(await system.row(id)).toMatchObject({ attempt: 2 })
    expect(await system.completions()).toHaveLength(1)
  })

  it('in an orderly way is handed over at once, without an attempt counted', async () => {
    const first = await system.scheduler.startSolver()
    const { id } = await system.scheduler.submit(searchFor(20))
    await system.untilRunning(id)
    await first.close()
    expect(await system.row(id)).toMatchObject({ status: 'pending', attempt: 0 })

    await sql`update scheduling.input set config = '{"time_limit_seconds": 1}' where schedule_id = ${id}`.execute(
      system.scheduler.db,
    )
    await system.startSolver()
    expect(await system.scheduler.ended(id)).toMatchObject({ status: 'completed' })
  })
})

describe('a job that takes its thread down', () => {
  it('fails alone, with a reason, after its attempts', async () => {
    await system.close()
    system = await startFaultySystem({ SOLVER_HEAP_MB: '32', SOLVER_ATTEMPTS: '2' })
    await system.startSolver()
    const lots_data = Array.from({ length: 20_000 }, (_, i) => ({
      lot_id: `L${i}-${'x'.repeat(150)}`,
      lot_type: `T${i % 400}`,
      vials: 1,
      fill_hours: 1 + (i % 50),
    }))
    const { id } = await system.scheduler.submit({ lots_data })
    const small = await system.scheduler.submit({ lots_data: fourLots })
    expect(await system.scheduler.ended(small.id)).toMatchObject({ status: 'completed' })
    expect(await system.scheduler.ended(id, { withinMs: 100_000 })).toMatchObject({
      status: 'failed',
      error_message: 'Planning these lots needs more memory than a solver has',
    })
    expect(await system.row(id)).toMatchObject({ attempt: 2, error_code: 'solver.out_of_memory' })
  })
})
