import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { proof, quick } from './system/jobs.ts'
import { openStage, type Stage } from './test-stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

/** The point at which a solver dies, what it is working on, and how often that must have been begun at least. */
const deaths = [
  ['die before the claim', quick, 1],
  ['die after the claim', proof(1), 2],
  ['die in mid solve', proof(1), 2],
  ['die after the commit, before the ack', quick, 1],
  ['die after the ack', quick, 1],
] as const

describe.concurrent('work whose solver was armed to', () => {
  it.each(deaths)('%s is done once', async (point, job, attempts) => {
    const victim = stage.system.startSolver(9, { point })
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
