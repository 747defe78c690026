import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { proof, quick } from './system/jobs.ts'
import { openStage, type Stage } from './test-stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

/** Who dies over a proof takes no quick work, so that it does not cost the others' jobs an attempt; and the reverse. */
const overQuick = { job: quick, env: { SOLVER_SLOTS_EXACT: '0' } }
const overProof = { job: proof(1), env: { SOLVER_SLOTS_FAST: '0' } }

/** The point at which a solver dies, over what, and how often that must have been begun at least. */
const deaths = [
  ['die before the claim', overQuick, 1],
  ['die after the claim', overProof, 2],
  ['die in mid solve', overProof, 2],
  ['die after the commit, before the ack', overQuick, 1],
  ['die after the ack', overQuick, 1],
] as const

describe.concurrent('work whose solver was armed to', () => {
  it.each(deaths)('%s is done once', async (point, { job, env }, attempts) => {
    const victim = stage.system.startSolver(9, { point, env })
    const id = await stage.untilHurt(victim, job)
    expect(await victim.exited).toEqual({ code: null, signal: 'SIGKILL' })
    const { status, attempt } = await stage.ended(id)
    expect(status).toBe('completed')
    // A proof may fall into the hands of the other one that is going to die.
    if (attempts === 1) expect(attempt).toBe(1)
    else expect(attempt).toBeGreaterThanOrEqual(attempts)
  })
})

describe('a submit whose api was armed to', () => {
  it.each(['die before the publish', 'die between publish and outbox delete'])('%s is done once', async (point) => {
    const { system } = stage
    // Else it might die over what earlier work has to tell.
    await stage.expectNothingWrong()
    await system.apis[1]?.stop()
    const victim = system.startApi(1, { point })
    const id = await stage.untilHurt(victim, quick)
    expect(await victim.exited).toEqual({ code: null, signal: 'SIGKILL' })
    const again = system.startApi(1)
    system.apis[1] = again
    await again.ready
    expect(await stage.ended(id)).toMatchObject({ status: 'completed', attempt: 1 })
  })
})

it('leaves nothing lost, doubled, stuck or untold', () => stage.expectNothingWrong())
