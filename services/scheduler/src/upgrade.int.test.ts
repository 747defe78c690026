import { check, ScheduleDetail } from '@filling/contracts'
import { eventually } from '@filling/test-kit'
import { replay, schemaBreaks, schemaOf } from '@filling/test-kit/upgrade'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrations } from './migrations/index.ts'
import { fourLots, searchFor } from './test-scheduler.ts'
import { type Api, databaseOf, releasesWith, startUpgrade, type Upgrade } from './test-upgrade.ts'

const quick = { lots_data: fourLots }

const found = async (api: Api, id: number): Promise<ScheduleDetail> =>
  (await (await api.call(`/api/v1/schedule/${id}`)).json()) as ScheduleDetail
const untilIs = (api: Api, id: number, status: ScheduleDetail['status']): Promise<unknown> =>
  eventually(async () => (await found(api, id)).status === status)
const ascending = (ids: readonly number[]): readonly number[] => ids.toSorted((a, b) => a - b)

/** Long enough for a busy machine to stop its solver in the middle. */
const proof = searchFor(3)
const submitProof = async (api: Api): Promise<number> => {
  const id = await api.submit(proof)
  await untilIs(api, id, 'running')
  return id
}

it('a release that is kept has left its processes and its statements', () => {
  expect(releasesWith('.processes.br')).not.toEqual([])
  expect(releasesWith('.processes.br')).toEqual(releasesWith('.json'))
})

describe.each(releasesWith('.json'))('the database, while release %s still runs on it,', (release) => {
  const released = databaseOf(release)
  let system: Upgrade
  beforeAll(async () => {
    system = await startUpgrade(release)
    expect(await system.today.migrate()).toBe(0)
  })
  afterAll(() => system[Symbol.asyncDispose]())

  it('has its migrations as they were', () => {
    expect(Object.keys(migrations)).toEqual(expect.arrayContaining([...released.migrations]))
  })

  it('has everything that it leans on', async () => {
    const statements = Object.values(released.statements).map(({ sql }) => sql)
    const today = await schemaOf(system.urlOf('filling_owner'), 'scheduling')
    expect(schemaBreaks(released.schema, today, statements)).toEqual([])
  })

  it('understands its statements, and lets its role run them', async () => {
    const before = await replay(system.urlOf('filling_scheduler'), released)
    expect(await before.complaints()).toEqual([])
    expect(await before.run('ready')).toHaveLength(1)
    await before.close()
  })
})

/** A dozen processes start in each of them, which a busy machine takes its time for. */
const timeout = 300_000

// At the same time: either of them waits long for the lease of a solver that was killed.
describe.concurrent.each(releasesWith('.processes.br'))(
  "the processes of release %s, today's, and the release's again",
  { timeout },
  (release) => {
    let whole: Upgrade
    let torn: Upgrade
    // One after the other, because roles belong to the server: PostgreSQL does not let two alter them at once.
    beforeAll(async () => {
      whole = await startUpgrade(release)
      torn = await startUpgrade(release)
    })
    afterAll(async () => {
      for (const system of [whole, torn]) await system[Symbol.asyncDispose]()
    })

    it('finish every job once, whoever took it in and whoever plans it', async () => {
      const system = whole
      const apiBefore = await system.before.api()
      const told = await system.completions()
      const solverBefore = await system.before.solver()
      const ids = [await apiBefore.submit(quick)]
      await untilIs(apiBefore, ids[0]!, 'completed')

      // Up: the new schema and the new api are there, and only the old solver plans.
      expect(await system.today.migrate()).toBe(0)
      const api = await system.today.api()
      const milp = { ...quick, strategy: 'milp-opt' }
      ids.push(await apiBefore.submit(quick), await api.submit(quick), await api.submit(milp))
      for (const id of ids) await untilIs(api, id, 'completed')
      for (const id of ids) expect(check(ScheduleDetail, await found(api, id))).toMatchObject({ ok: true })

      // The new solver joins in.
      const solver = await system.today.solver()
      ids.push(...(await Promise.all([api, api, apiBefore, api, apiBefore, api].map((each) => each.submit(quick)))))
      for (const id of ids) await untilIs(api, id, 'completed')

      // Down: what was new is gone, killed in the middle of a proof; the new schema stays, and the release starts anew.
      await solverBefore.stop()
      const crashed = await submitProof(api)
      await solver.kill()
      expect(await found(api, crashed)).toMatchObject({ status: 'running', attempts: 1 })
      await Promise.all([api.stop(), apiBefore.stop()])
      const again = await Promise.all([system.before.api(), system.before.solver()])
      ids.push(crashed, await again[0].submit(quick))
      for (const id of ids) await untilIs(again[0], id, 'completed')
      expect((await again[0].call('/api/v1/schedules')).status).toBe(200)

      // Up.
      for (const part of again) await part.stop()
      const [last] = await Promise.all([system.today.api(), system.today.solver()])
      ids.push(await last.submit(quick))
      for (const id of ids) await untilIs(last, id, 'completed')
      expect(await found(last, crashed)).toMatchObject({ attempts: 2 })
      expect(await told.toTheEnd()).toEqual(ascending(ids))
    })

    it('pick up what the other left in the middle, and remove what it took in', async () => {
      const system = torn
      const apiBefore = await system.before.api()
      const told = await system.completions()

      // Theirs, killed and stopped in the middle of a proof. The release keeps no list of earlier attempts.
      const killed = await system.before.solver()
      const crashed = await submitProof(apiBefore)
      await killed.kill()
      expect(await found(apiBefore, crashed)).toMatchObject({ status: 'running' })
      expect(await system.today.migrate()).toBe(0)
      const stopped = await system.before.solver()
      const handedOver = await submitProof(apiBefore)
      await stopped.stop()
      expect(await found(apiBefore, handedOver)).toMatchObject({ status: 'pending' })
      const [api, solver] = await Promise.all([system.today.api(), system.today.solver()])
      for (const id of [crashed, handedOver]) await untilIs(api, id, 'completed')
      expect(await found(api, crashed)).toMatchObject({ attempts: 2 })

      // Ours, stopped in the middle of one.
      const ours = await submitProof(api)
      await solver.stop()
      const handed = { attempts: 0, earlier_attempts: [{ attempt: 1, outcome: 'handed_over' }] }
      expect(await found(api, ours)).toMatchObject({ status: 'pending', ...handed })
      const solverBefore = await system.before.solver()
      await untilIs(api, ours, 'completed')
      expect(await found(api, ours)).toMatchObject({ ...handed, attempts: 1 })
      await solverBefore.stop()

      // Either removes what the other has stored.
      const [old, young] = [await apiBefore.submit(quick), await api.submit(quick)]
      for (const [remover, id] of [[apiBefore, young] as const, [api, old] as const]) {
        expect((await remover.call(`/api/v1/schedule/${id}`, { method: 'DELETE' })).status).toBe(200)
        expect((await apiBefore.call(`/api/v1/schedule/${id}`)).status).toBe(404)
      }

      // Back to the release, while jobs wait that were not announced: late, not lost.
      const waiting: number[] = []
      for (let i = 0; i < 12; i++) waiting.push(await api.submit(quick))
      await api.stop()
      expect(await system.unannounced()).toBeGreaterThan(0)
      const theirs = await system.before.solver()
      const late = await apiBefore.submit(quick)
      await untilIs(apiBefore, late, 'completed')
      expect(await system.unannounced()).toBeGreaterThan(0)
      await theirs.stop()
      const [again] = await Promise.all([system.today.api(), system.today.solver()])
      for (const id of waiting) await untilIs(again, id, 'completed')
      expect(await told.toTheEnd()).toEqual(ascending([crashed, handedOver, ours, late, ...waiting]))
    })
  },
)
