import { setTimeout as pause } from 'node:timers/promises'
import { eventually } from '@filling/test-kit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sendGarbage, sendTwice } from './chaos/messages.ts'
import { proof, quick } from './system/jobs.ts'
import type { System } from './system/system.ts'
import { openStage, type Stage } from './test-stage.ts'

let stage: Stage
let system: System
beforeAll(async () => {
  stage = await openStage()
  system = stage.system
})
afterAll(() => stage.close())

const statusOf = async (url: string): Promise<number> => (await fetch(url)).status

/** Work that waits, runs, and arrives while the fault lasts; all of it has to end well. */
const under = async (fault: () => Promise<unknown>): Promise<void> => {
  const before = await Promise.all([...Array.from({ length: 8 }, () => quick), proof(2)].map(stage.submit))
  const struck = fault()
  const during = Promise.all(Array.from({ length: 8 }, (_, n) => pause(n * 150).then(() => stage.submit(quick))))
  await struck
  for (const id of [...before, ...(await during)]) expect((await stage.ended(id)).status).toBe('completed')
  await system.ready()
}

describe('a broker', () => {
  it('that is killed and comes back has cost time only', () =>
    under(async () => {
      await system.nats.kill()
      await eventually(async () => (await statusOf(`${system.apiUrls[1]}/readyz`)) === 503)
      expect(await statusOf(`${system.apiUrls[1]}/health`)).toBe(200)
      await system.nats.restart()
    }))

  it('that is restarted in order has cost time only', () => under(() => system.nats.restart()))

  it('that lost its store has cost time only', () => under(() => system.nats.wipe()))

  it('that says nothing for a while has cost time only', () =>
    under(async () => {
      system.nats.freeze()
      await pause(5_000)
      system.nats.thaw()
    }))
})

describe('a database', () => {
  it('that is restarted has cost time only', () => under(() => system.postgres.restart()))

  it('that crashes has cost time only', () => under(() => system.postgres.crash()))

  it('that ends every connection again and again has cost time only', () =>
    under(async () => {
      for (let storm = 0; storm < 10; storm += 1) {
        await system.postgres.terminateBackends()
        await pause(200)
      }
    }))

  it('that has no connection left is told as such, and has cost time only', () =>
    under(async () => {
      const release = await system.postgres.exhaust()
      const ask = () => system.planner.ask('/schedule', { body: quick, key: 'job exhausted', api: 1 })
      try {
        await eventually(async () => {
          const { status, body } = await ask()
          return status === 503 && body.code === 'service.unavailable'
        })
        expect(await statusOf(`${system.apiUrls[1]}/health`)).toBe(200)
      } finally {
        await release()
      }
    }))
})

describe('a network', () => {
  it('that leaves connections to the database half open is noticed, and has cost time only', () =>
    under(async () => system.wires.database.silence()))

  it('that leaves connections to the broker half open is noticed, and has cost time only', () =>
    under(async () => system.wires.broker.silence()))

  it('that is cut off one api and one solver has cost time only', () =>
    under(async () => {
      const wires = [system.wires.database, system.wires.broker]
      for (const wire of wires) wire.cut()
      await pause(5_000)
      for (const wire of wires) wire.join()
    }))
})

describe('a message', () => {
  it('that comes again, whatever became of its job, changes nothing', async () => {
    const ids = await Promise.all(Array.from({ length: 8 }, () => stage.submit(quick)))
    await sendTwice(system)
    const done = await Promise.all(ids.map((id) => stage.ended(id)))
    await sendTwice(system)
    await eventually(async () => (await system.bus.backlog({ stream: 'SOLVE', durable: 'solver-fast' })).waiting === 0)
    expect(await Promise.all(ids.map((id) => stage.row(id)))).toEqual(done)
  })

  it('that makes no sense is put away, and the next job is planned', async () => {
    await sendGarbage(system)
    expect(await stage.ended(await stage.submit(quick))).toMatchObject({ status: 'completed', attempt: 1 })
    expect(await stage.ended(await stage.submit(proof(1)))).toMatchObject({ status: 'completed', attempt: 1 })
  })
})

it('leaves nothing lost, doubled, stuck or untold', () => stage.expectNothingWrong())
