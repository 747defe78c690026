import { eventually } from '@filling/test-kit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { proof, quick } from './system/jobs.ts'
import { openStage, type Stage } from './test-stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

describe.concurrent('a solver that says nothing for longer than its lease', () => {
  it('because it was stopped (SIGSTOP) finds its work done by another, and changes nothing', async () => {
    const sleeper = stage.system.startSolver(8, { point: 'freeze in mid solve' })
    const id = await stage.untilHurt(sleeper, proof(1))
    const done = await stage.ended(id)
    expect(done).toMatchObject({ status: 'completed', attempt: 2 })
    sleeper.signal('SIGCONT')
    // It has noticed, and works: on something of its own.
    await stage.ended(await stage.submit(proof(1)))
    expect(await stage.row(id)).toEqual(done)
    expect(await sleeper.stop()).toMatchObject({ code: 0 })
    expect(await stage.row(id)).toEqual(done)
  })

  it('because its event loop was blocked finds its work done by another, and changes nothing', async () => {
    const blocked = stage.system.startSolver(7, { point: 'block the event loop in mid solve' })
    const id = await stage.untilHurt(blocked, proof(1))
    const done = await stage.ended(id)
    expect(done).toMatchObject({ status: 'completed', attempt: 2 })
    await stage.ended(await stage.submit(proof(1)))
    expect(await blocked.stop()).toMatchObject({ code: 0 })
    expect(await stage.row(id)).toEqual(done)
  })
})

describe('a solver that is asked to stop (SIGTERM)', () => {
  it('hands its work over at once, counts no attempt, and exits 0', async () => {
    const { system } = stage
    const ids = await Promise.all(Array.from({ length: 3 }, () => stage.submit(proof(6))))
    await eventually(async () => (await system.db.rows(ids)).every(({ status }) => status === 'running'))
    const [first] = system.solvers
    const stopped = await first?.stop()
    expect(stopped?.code).toBe(0)
    // Far below any lease, even where threads that compute have to wait for a core; `pnpm faults:recovery` measures it.
    expect(stopped?.afterMs).toBeLessThan(8_000)
    for (const id of ids) expect(await stage.ended(id)).toMatchObject({ status: 'completed', attempt: 1 })
    system.solvers[0] = system.startSolver(0)
  })
})

describe('an api that is asked to stop (SIGTERM)', () => {
  it('exits 0 in the middle of submits, and none of them is lost', async () => {
    const submits = Promise.all(Array.from({ length: 40 }, () => stage.submit(quick)))
    expect(await stage.system.apis[1]?.stop()).toMatchObject({ code: 0 })
    stage.system.apis[1] = stage.system.startApi(1)
    for (const id of await submits) await stage.ended(id)
  })
})

it('leaves nothing lost, doubled, stuck or untold', () => stage.expectNothingWrong())
