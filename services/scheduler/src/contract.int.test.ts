import {
  cancelHint,
  errorsOf,
  isTerminal,
  type ScheduleDetail,
  type scheduleStatuses,
  solveRequestedV1,
  solverConsumers,
  traffic,
} from '@filling/contracts'
import { eventually } from '@filling/test-kit'
import { requestsOf, routesOf } from '@filling/test-kit/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { schedulesAsWork } from './adapters/work-sql.ts'
import { type Alone, startAlone } from './test-contract.ts'
import { store } from './test-database.ts'
import { fourLots, searchFor } from './test-scheduler.ts'

const { serves, sends } = traffic['scheduler-api']
let alone: Alone
beforeAll(async () => {
  alone = await startAlone()
})
afterAll(() => alone.close())

const submit = async (json: object): Promise<number> =>
  ((await (await alone.ask('/api/v1/schedule', { json })).json()) as ScheduleDetail).id
const until = (id: number, reached: (status: (typeof scheduleStatuses)[number]) => boolean) =>
  eventually(async () => {
    const detail = (await (await alone.ask(`/api/v1/schedule/${id}`)).json()) as ScheduleDetail
    return reached(detail.status) && detail
  })
const ended = (id: number) => until(id, isTerminal)
const running = (id: number) => until(id, (status) => status === 'running')

describe.each(serves)('$method $path', (operation) => {
  it('answers every request of its contract as its contract says', async () => {
    for (const { path, ...request } of requestsOf(operation))
      expect((await alone.ask(path, { ...request, superuser: true })).status).toBeLessThan(500)
  })
})

describe.each(serves.filter(({ open }) => !open))('$method $path', ({ method, path }) => {
  it('is closed without a token', async () => {
    expect((await alone.ask(path.replace('{id}', '1'), { method: method.toUpperCase(), user: 0 })).status).toBe(401)
  })
})

const dead = '/api/v1/admin/dead-letters'
const admin = { superuser: true, user: 99 }
const giveUp = async (): Promise<number> => {
  const work = schedulesAsWork(alone.db, 15_000)
  const id = await store(alone.db, 1, { lane: 'exact', strategy: 'milp-opt' })
  await work.fail((await work.claim(id))!, { code: 'solver.crashed', message: 'It stopped', givenUp: true }, {})
  const { dead_letters } = (await (await alone.ask(`${dead}?schedule_id=${id}`, admin)).json()) as {
    dead_letters: { id: number }[]
  }
  return dead_letters[0]!.id
}

describe('the life of a schedule keeps to the contracts', () => {
  it('from its submit to its plan, and to its end', async () => {
    const id = await submit({ lots_data: fourLots })
    await ended(id)
    const path = `/api/v1/schedule/${id}`
    const etag = (await alone.ask(path)).headers.get('etag') ?? ''
    await alone.ask(path, { headers: { 'if-none-match': etag } })
    await alone.ask(`${path}/state`)
    await alone.ask(path, { user: 2 })
    await alone.ask(`${path}/state`, { user: 2 })
    await alone.ask(`${path}/cancel`, { method: 'POST', user: 2 })
    await alone.ask(path, { method: 'DELETE', user: 2 })
    await alone.ask(`${path}/cancel`, { method: 'POST' })
    await alone.ask(path, { method: 'DELETE' })
    await alone.ask(path, { method: 'DELETE' })
    await alone.ask(path)
    await alone.ask(`${path}/state`)
    await alone.ask(`${path}/cancel`, { method: 'POST' })
  })

  it('when no plan is possible', async () => {
    const target = { target_start: '2026-03-03T08:00:00Z', target_end: '2026-03-03T20:00:00Z' }
    const lots_data = Array.from({ length: 6 }, (_, i) => ({ ...fourLots[0], lot_id: `L${i}`, ...target }))
    const body = { lots_data, start_time: '2026-03-02T08:00:00Z', config: { hard_targets: true } }
    expect(await ended(await submit(body))).toMatchObject({ status: 'failed' })
  })

  it('when it is stopped while it waits, and while it runs', async () => {
    const [runs, waits] = [await submit(searchFor(60)), await submit(searchFor(60))]
    await running(runs)
    expect((await alone.ask(`/api/v1/schedule/${waits}/cancel`, { method: 'POST' })).status).toBe(200)
    expect((await alone.ask(`/api/v1/schedule/${runs}/cancel?keep=best`, { method: 'POST' })).status).toBe(202)
    expect(await ended(runs)).toMatchObject({ status: 'cancelled' })
  })

  it('when it is given up, replayed and dismissed', async () => {
    const letter = await giveUp()
    await alone.ask(dead, { user: 1 })
    for (const [method, rest] of [
      ['POST', '/replay'],
      ['DELETE', ''],
    ] as const)
      await alone.ask(`${dead}/${letter}${rest}`, { method, user: 1 })
    for (const _ of ['once', 'twice']) await alone.ask(`${dead}/${letter}/replay`, { ...admin, method: 'POST' })
    for (const _ of ['once', 'twice']) await alone.ask(`${dead}/${letter}`, { ...admin, method: 'DELETE' })
    await alone.ask(`${dead}/${letter}/replay`, { ...admin, method: 'POST' })
  })
})

describe('a solver', () => {
  const idle = async () => {
    const backlogs = await Promise.all(Object.values(solverConsumers).map((consumer) => alone.bus.backlog(consumer)))
    return backlogs.every(({ waiting, inFlight }) => waiting + inFlight === 0)
  }
  const letters = async () =>
    ((await (await alone.ask(`${dead}?kind=message`, admin)).json()) as { dead_letters: { id: number }[] }).dead_letters

  it.each(
    Object.values(solveRequestedV1).flatMap(({ subject, examples }) => examples.map((data) => ({ subject, data }))),
  )('takes $data on $subject, also with a field from the future', async ({ subject, data }) => {
    for (const [id, sent] of Object.entries({ a: data, b: { ...data, moon: 'full' } }))
      await alone.bus.publish({ subject, id: `${subject}-${id}`, data: sent })
    await eventually(idle)
    expect(await letters()).toEqual([])
  })

  it.each(cancelHint.examples)('bears the hint %j, also with a field from the future', async (example) => {
    for (const hint of [example, { ...example, moon: 'full' }])
      alone.bus.notify(cancelHint.subject.replace('*', String(example.scheduleId)), hint)
    expect(await ended(await submit({ lots_data: fourLots }))).toMatchObject({ status: 'completed' })
  })

  it('keeps what no contract describes, for an operator to look at', async () => {
    await alone.bus.publish({ subject: solveRequestedV1.fast.subject, id: 'junk', data: { moon: 'full' } })
    await eventually(async () => (await letters()).length === 1)
    const [letter] = await letters()
    await alone.ask(`${dead}/${letter?.id}/replay`, { ...admin, method: 'POST' })
  })
})

const json = { 'content-type': 'application/json' }
const bodies = serves.filter(({ body }) => body)
const provoked: readonly (readonly [string, object | string, Readonly<Record<string, string>>?])[] = [
  ['request.malformed', '{', json],
  ['request.invalid', { shoe_size: 44 }],
  ['request.too_large', `"${'x'.repeat(11_000_000)}"`, json],
  ['request.unsupported_media_type', '<xml/>', { 'content-type': 'application/xml' }],
  ['lots.invalid', { lots_data: [{ lot_id: 'A' }] }],
  ['config.invalid', { lots_data: fourLots, config: { window_hours: 'long' } }],
  ['schedule.unknown_strategy', { lots_data: fourLots, strategy: 'magic' }],
  ['schedule.impossible', { lots_data: [{ ...fourLots[0], fill_hours: 500 }] }],
]

describe('what is refused keeps to the contracts', () => {
  it.each(
    bodies.flatMap(({ id, path }) => provoked.map(([code, sent, headers]) => ({ id, path, code, sent, headers }))),
  )('$id, and $code', async ({ path, sent, headers }) => {
    const body = typeof sent === 'string' ? { body: sent, headers: headers ?? {} } : { json: sent }
    expect((await alone.ask(path, body)).status).toBeLessThan(500)
  })

  it.each(['/api/v1/schedule', '/api/v1/schedule/json'])('%s with a key that was used', async (path) => {
    const headers = { 'idempotency-key': `once-${path}` }
    await alone.ask(path, { json: { lots_data: fourLots }, headers })
    expect((await alone.ask(path, { json: { lots_data: fourLots.slice(1) }, headers })).status).toBe(422)
  })

  it.each(serves.filter(({ query }) => query))('$path with a query that nobody knows', async ({ path, method }) => {
    const response = await alone.ask(`${path.replace('{id}', '1')}?moon=full`, {
      ...admin,
      method: method.toUpperCase(),
    })
    expect(response.status).toBe(400)
  })
})

describe('the contract is the whole of it:', () => {
  it('no route without an operation, no operation without a route', async () => {
    const named = (party: 'scheduler-api' | 'scheduler-solver') =>
      traffic[party].serves.map(({ method, path }) => `${method.toUpperCase()} ${path}`).sort()
    expect(await routesOf(alone.api.url)).toEqual(named('scheduler-api'))
    expect(await routesOf(alone.solver.url)).toEqual(named('scheduler-solver'))
  })

  it('every answer that is described has been given', () => {
    // Made by the gateway, or by a machine in trouble.
    const elsewhere = /request\.rate_limited|service\.|readiness|health|metrics/
    const described = serves.flatMap((operation) =>
      [...Object.keys(operation.answers), ...[...errorsOf(operation).values()].flat()].map(
        (it) => `${operation.id} ${it}`,
      ),
    )
    expect(described.filter((answer) => !elsewhere.test(answer) && !alone.answered.has(answer))).toEqual([])
  })

  it('it says and hears on the broker what the table says, in the closed form', async () => {
    const { api, solver } = alone.watched
    const missing = () => sends.map(({ subject }) => subject).filter((subject) => !api.sent.has(subject))
    await eventually(() => missing().length === 0).catch(() => undefined)
    expect({ missing: missing(), complaints: [...api.complaints, ...solver.complaints] }).toEqual({
      missing: [],
      complaints: [],
    })
    for (const [party, { sent, received }] of [
      ['scheduler-api', api],
      ['scheduler-solver', solver],
    ] as const) {
      expect([...sent].sort()).toEqual(traffic[party].sends.map(({ subject }) => subject).sort())
      expect([...received].sort()).toEqual(traffic[party].receives.map(({ subject }) => subject).sort())
    }
  })

  it('its neighbour was asked for nothing that it does not serve', () => {
    expect(alone.auth.complaints).toEqual([])
    expect([...new Set(alone.auth.asked.map(({ operation }) => operation))]).toEqual(['jwks'])
  })
})
