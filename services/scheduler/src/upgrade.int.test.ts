import { check, ScheduleDetail } from '@filling/contracts'
import { eventually } from '@filling/test-kit'
import { type ReleasedDatabase, replay, schemaBreaks, schemaOf } from '@filling/test-kit/upgrade'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import release from '../released/0.1.0.json' with { type: 'json' }
import { migrations } from './migrations/index.ts'
import { fourLots, searchFor } from './test-scheduler.ts'
import { type Api, startUpgrade, type Upgrade } from './test-upgrade.ts'

const released: ReleasedDatabase = release
const quick = { lots_data: fourLots }

const found = async (api: Api, id: number): Promise<ScheduleDetail> =>
  (await (await api.call(`/api/v1/schedule/${id}`)).json()) as ScheduleDetail
const untilIs = (api: Api, id: number, status: ScheduleDetail['status']): Promise<unknown> =>
  eventually(async () => (await found(api, id)).status === status, { withinMs: 60_000 })

describe(`the database, while release ${released.release} still runs on it,`, () => {
  let system: Upgrade
  beforeAll(async () => {
    system = await startUpgrade(released.release)
    expect(await system.today.migrate()).toBe(0)
  })
  afterAll(() => system.close())

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

describe(`the processes of release ${released.release}, today's, and ${released.release}'s again`, { timeout }, () => {
  let system: Upgrade
  let told: Awaited<ReturnType<Upgrade['completions']>>
  let apiBefore: Api
  beforeEach(async () => {
    system = await startUpgrade(released.release)
    apiBefore = await system.before.api()
    told = await system.completions()
  })
  afterEach(async () => {
    await told.close()
    await system.close()
  })
  const untilToldOnce = async (ids: readonly number[]): Promise<void> => {
    await eventually(() => ids.every((id) => told.heard.includes(id)), { withinMs: 60_000 })
    expect([...told.heard].sort((a, b) => a - b)).toEqual([...ids].sort((a, b) => a - b))
  }

  it('finish every job once, whoever took it in and whoever plans it', async () => {
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

    // Down: what was new is gone, the new schema stays, and the release starts anew on it.
    for (const part of [solver, api, apiBefore, solverBefore]) await part.stop()
    const again = [await system.before.api(), await system.before.solver()] as const
    ids.push(await again[0].submit(quick))
    for (const id of ids) await untilIs(again[0], id, 'completed')
    expect((await again[0].call('/api/v1/schedules')).status).toBe(200)

    // Up.
    for (const part of again) await part.stop()
    const last = await system.today.api()
    await system.today.solver()
    ids.push(await last.submit(quick))
    for (const id of ids) await untilIs(last, id, 'completed')
    await untilToldOnce(ids)
  })

  it('pick up what the other left in the middle', async () => {
    // Theirs, killed and stopped in the middle of a proof.
    const killed = await system.before.solver()
    const crashed = await apiBefore.submit(searchFor(2))
    await untilIs(apiBefore, crashed, 'running')
    await killed.kill()
    await system.today.migrate()
    const stopped = await system.before.solver()
    const handedOver = await apiBefore.submit(searchFor(2))
    await untilIs(apiBefore, handedOver, 'running')
    await stopped.stop()
    const [api, solver] = [await system.today.api(), await system.today.solver()]
    for (const id of [crashed, handedOver]) await untilIs(api, id, 'completed')

    // Ours, stopped in the middle of one.
    const ours = await api.submit(searchFor(3))
    await untilIs(api, ours, 'running')
    await solver.stop()
    const solverBefore = await system.before.solver()
    await untilIs(api, ours, 'completed')

    // Back to the release, while jobs wait that were not announced: late, not lost.
    await solverBefore.stop()
    const waiting: number[] = []
    for (let i = 0; i < 24; i++) waiting.push(await api.submit(quick))
    await api.stop()
    const theirs = await system.before.solver()
    const old = await apiBefore.submit(quick)
    await untilIs(apiBefore, old, 'completed')
    await theirs.stop()
    const again = await system.today.api()
    await system.today.solver()
    for (const id of waiting) await untilIs(again, id, 'completed')
    await untilToldOnce([crashed, handedOver, ours, old, ...waiting])
  })

  it('can both remove what either has stored', async () => {
    await system.today.migrate()
    const api = await system.today.api()
    const [old, young] = [await apiBefore.submit(quick), await api.submit(quick)]
    for (const [remover, id] of [[apiBefore, young] as const, [api, old] as const]) {
      expect((await remover.call(`/api/v1/schedule/${id}`, { method: 'DELETE' })).status).toBe(200)
      expect((await apiBefore.call(`/api/v1/schedule/${id}`)).status).toBe(404)
    }
  })
})
