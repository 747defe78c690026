import { check, ScheduleDetail } from '@filling/contracts'
import { eventually } from '@filling/test-kit'
import { type ReleasedDatabase, schemaBreaks, schemaOf } from '@filling/test-kit/upgrade'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import release from '../released/0.1.0.json' with { type: 'json' }
import { migrations } from './migrations/index.ts'
import { fourLots } from './test-scheduler.ts'
import { startUpgrade } from './test-upgrade.ts'

const released: ReleasedDatabase = release
let both: Awaited<ReturnType<typeof startUpgrade>>
beforeEach(async () => {
  both = await startUpgrade(released)
  await both.migrateBefore()
})
afterEach(() => both.close())

const submitBefore = async (ownerId = 1): Promise<number> =>
  Number((await both.before.run('submit', { ownerId }))[0]?.id)
const untilCompleted = (id: number) =>
  eventually(async () => (await both.before.run('state', { scheduleId: id, ownerId: 1 }))[0]?.status === 'completed')
/** The relay tells it after the commit. */
const completions = async (id: number): Promise<readonly number[]> => {
  const told = () => both.completions.filter((scheduleId) => scheduleId === id)
  await eventually(() => told().length > 0)
  return told()
}

type Api = Awaited<ReturnType<typeof both.startApi>>
const submit = async (api: Api): Promise<number> => {
  const body = JSON.stringify({ lots_data: fourLots })
  return ((await (await api.call('/api/v1/schedule', { method: 'POST', body })).json()) as ScheduleDetail).id
}

describe(`the database, while release ${released.release} still runs on it,`, () => {
  beforeEach(async () => (await both.startApi()).close())

  it('has its migrations as they were', () => {
    expect(Object.keys(migrations)).toEqual(expect.arrayContaining([...released.migrations]))
  })

  it('has everything that it leans on', async () => {
    const statements = Object.values(released.statements).map(({ sql }) => sql)
    expect(schemaBreaks(released.schema, await schemaOf(both.url, 'scheduling'), statements)).toEqual([])
  })

  it('understands its statements', async () => expect(await both.before.complaints()).toEqual([]))

  it('lets it start, and calls it ready', async () => {
    await both.migrateBefore()
    expect(await both.before.run('ready')).toHaveLength(1)
  })
})

describe(`release ${released.release}, today, and ${released.release} again`, () => {
  it('finish every job once, whoever took it in and whoever plans it', async () => {
    const relay = both.startRelayBefore()
    const solverBefore = await both.startSolverBefore()
    const first = await submitBefore()
    await untilCompleted(first)

    // Up: the new schema and the new api are there, and only the old solver plans.
    const api = await both.startApi()
    const second = [await submitBefore(), await submit(api), await submit(api)]
    for (const id of second) await untilCompleted(id)
    for (const id of [first, ...second])
      expect(check(ScheduleDetail, await (await api.call(`/api/v1/schedule/${id}`)).json())).toMatchObject({ ok: true })

    // The new solver joins in.
    const solver = await both.startSolver()
    const third = [...(await Promise.all(Array.from({ length: 6 }, () => submit(api)))), await submitBefore()]
    for (const id of third) await untilCompleted(id)

    // Down: what was new is gone again, and the new schema stays.
    await solver.close()
    await api.close()
    await both.migrateBefore()
    const fourth = await submitBefore()
    await untilCompleted(fourth)
    await both.before.run('list', { ownerId: 1 })
    await both.before.run('find', { scheduleId: second[1], ownerId: 1 })

    // Up.
    await solverBefore.close()
    await relay.close()
    const again = [await both.startApi(), await both.startSolver()] as const
    const fifth = await submit(again[0])
    await untilCompleted(fifth)
    for (const id of [first, ...second, ...third, fourth, fifth]) expect(await completions(id)).toHaveLength(1)
    for (const part of again) await part.close()
  })

  it('pick up what the other left in the middle', async () => {
    const [crashed, handedOver] = [await submitBefore(), await submitBefore()]
    await both.before.run('claim', { scheduleId: crashed, leaseMs: 1 })
    const [claim] = await both.before.run('claim', { scheduleId: handedOver, leaseMs: 15_000 })
    await both.before.run('release', { scheduleId: handedOver, epoch: claim?.epoch })

    const api = await both.startApi()
    const solver = await both.startSolver()
    for (const id of [crashed, handedOver]) await untilCompleted(id)
    await solver.close()

    // Back to the release, while a job waits whose message the new solvers never asked for.
    const waiting = await submit(api)
    await api.close()
    const before = [both.startRelayBefore(), await both.startSolverBefore()]
    await both.before.run('sweep')
    for (const part of before) await part.close()

    // Whether the release could see it or not: it is late, not lost.
    const again = [await both.startApi(), await both.startSolver()]
    await untilCompleted(waiting)
    expect(await completions(waiting)).toHaveLength(1)
    for (const part of again) await part.close()
  })

  it('can both remove what either has stored', async () => {
    const old = await submitBefore()
    const api = await both.startApi()
    const young = await submit(api)
    expect(await both.before.run('remove', { scheduleId: young, ownerId: 1 })).toHaveLength(1)
    expect((await api.call(`/api/v1/schedule/${old}`, { method: 'DELETE' })).status).toBe(200)
    await api.close()
  })
})
