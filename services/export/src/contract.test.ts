import { errorsOf, operations, ScheduleDetail, traffic } from '@filling/contracts'
import { createLogger, tokenAudience, tokenIssuer } from '@filling/service-kit'
import {
  checkedFetchOf,
  refusalOf,
  routesOf,
  type StubService,
  samplesOf,
  signer,
  stubService,
} from '@filling/test-kit/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { composeExport } from './compose.ts'

/** Export alone: beside it are an auth and a scheduler that say and take what their contracts say. */
const table = traffic.export
const ask = checkedFetchOf(table.serves)
const { jwks, tokenOf } = signer({ issuer: tokenIssuer, audience: tokenAudience })
const json = (value: unknown) => ({ status: 200, type: 'application/json', body: JSON.stringify(value) })
let auth: StubService
let scheduler: StubService
let service: Awaited<ReturnType<typeof composeExport>>

beforeAll(async () => {
  auth = await stubService(traffic.auth.serves, { jwks: json(jwks) })
  scheduler = await stubService(traffic['scheduler-api'].serves)
  const config = {
    HOST: '127.0.0.1',
    PORT: 0,
    LOG_LEVEL: 'silent',
    AUTH_URL: auth.url,
    SCHEDULER_URL: scheduler.url,
  } as const
  service = await composeExport(config, createLogger('export', 'silent'))
})
afterAll(async () => {
  await service.close()
  await auth.close()
  await scheduler.close()
})

const download = (format: string) =>
  ask(`${service.url}/api/v1/schedule/1/export?format=${format}`, {
    headers: { authorization: `Bearer ${tokenOf(1)}` },
  })
const codeOf = async (response: Response) => [response.status, ((await response.json()) as { code: string }).code]

const details = samplesOf(ScheduleDetail) as readonly ScheduleDetail[]
const planned = details.find(({ result }) => result !== null)!.result!
const completed = [
  ...new Map(
    details
      .map((detail) => ({ ...detail, status: 'completed' as const, progress: null, result: planned }))
      .map((detail) => [JSON.stringify(detail), detail]),
  ).values(),
]

describe('a plan that the scheduler tells by its contract', () => {
  it.each(completed)('is written as JSON by ours: $name, $strategy, $start_time', async (detail) => {
    scheduler.answer('getSchedule', json(detail))
    expect((await download('json')).status).toBe(200)
    expect(scheduler.asked.at(-1)?.authorization).toMatch(/^Bearer /)
  })

  it('is written as CSV by ours', async () => {
    scheduler.answer('getSchedule', json(completed[0]))
    const text = await (await download('csv')).text()
    expect(text.split('\r\n')).toHaveLength(1 + planned.activities.length + 1)
  })

  it('may have fields from the future, in their place', async () => {
    const { progress, result, ...summary } = completed[0]!
    scheduler.answer('getSchedule', json({ ...summary, moon: 'full', progress, result: { ...result, tide: 'low' } }))
    expect((await (await download('json')).json()) as object).toMatchObject({ results: { tide: 'low' } })
  })

  it.each(['pending', 'running', 'failed', 'cancelled'])('is not there while the schedule is %s', async (status) => {
    scheduler.answer('getSchedule', json({ ...completed[0], status, result: null }))
    expect(await codeOf(await download('csv'))).toEqual([400, 'schedule.not_completed'])
  })
})

const read = operations.find(({ id }) => id === 'getSchedule')!

describe('what the scheduler refuses by its contract', () => {
  it.each([...errorsOf(read).values()].flat().filter((code) => code !== 'service.internal'))(
    'is refused in its words: %s',
    async (code) => {
      scheduler.answer('getSchedule', refusalOf(code))
      expect(await codeOf(await download('json'))).toEqual([refusalOf(code).status, code])
    },
  )

  it('is understood with a field from the future', async () => {
    const { body, ...refusal } = refusalOf('schedule.forbidden')
    scheduler.answer('getSchedule', { ...refusal, body: JSON.stringify({ ...JSON.parse(body), moon: 'full' }) })
    expect(await codeOf(await download('json'))).toEqual([403, 'schedule.forbidden'])
  })

  it('and is no refusal but a failure becomes one of ours', async () => {
    scheduler.answer('getSchedule', refusalOf('service.internal'))
    expect(await codeOf(await download('json'))).toEqual([503, 'service.unavailable'])
  })
})

describe('the contract is the whole of it:', () => {
  it('nobody gets in without a token', async () => {
    expect(await codeOf(await ask(`${service.url}/api/v1/schedule/1/export`))).toEqual([401, 'auth.not_authenticated'])
  })

  it.each(table.serves.filter(({ open }) => open))('$path is as described', async ({ path }) => {
    expect((await ask(service.url + path)).status).toBe(200)
  })

  it('no route without an operation, no operation without a route', async () => {
    const named = table.serves.map(({ method, path }) => `${method.toUpperCase()} ${path}`)
    expect(await routesOf(service.url)).toEqual(named.sort())
  })

  it('its neighbours were asked for nothing that they do not serve, and for all that the table says', () => {
    expect([...auth.complaints, ...scheduler.complaints]).toEqual([])
    const asked = new Set([...auth.asked, ...scheduler.asked].map(({ operation }) => operation))
    expect([...asked].sort()).toEqual(table.asks.map(({ id }) => id).sort())
  })
})
