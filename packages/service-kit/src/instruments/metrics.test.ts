import { Router } from 'express'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  createLogger,
  httpApp,
  type Instruments,
  type Listening,
  listen,
  listenForMetrics,
  openInstruments,
} from '../index.ts'

const log = createLogger('test', 'silent')
const here = { port: 0, host: '127.0.0.1' }
const parts = new AsyncDisposableStack()
let planning: Instruments
let inner: Listening
let door: Listening
let watched: Listening

const serve = async (service: string, metrics: 'here' | 'elsewhere'): Promise<Listening> => {
  const instruments = parts.adopt(await openInstruments(service, log), (part) => part.close())
  planning = instruments
  const routes = Router()
  routes.get('/thing/:id', (_req, res) => void res.json({}))
  routes.get('/broken', () => {
    throw new Error('a bug')
  })
  routes.get('/endless', (_req, res) => void res.write('…'))
  const checks = { database: () => service === 'inner' }
  return parts.adopt(await listen(httpApp({ log, instruments, checks, routes: [routes], metrics }), here), (part) =>
    part.close(0),
  )
}
beforeAll(async () => {
  inner = await serve('inner', 'here')
  door = await serve('door', 'elsewhere')
  watched = parts.adopt(await listenForMetrics(here), (part) => part.close())
})
afterAll(() => parts.disposeAsync())

const scrape = async (of = inner): Promise<string> => (await fetch(`${of.url}/metrics`)).text()
const countOf = async (labels: string): Promise<number> => {
  const line = (await scrape())
    .split('\n')
    .find((text) => text.startsWith(`filling_http_request_duration_seconds_count{${labels}`))
  return Number(line?.split(' ').at(-1) ?? 0)
}

it('counts requests by the template of their route, so that ids make no series', async () => {
  for (const id of [1, 2, 3]) await fetch(`${inner.url}/thing/${id}`)
  await fetch(`${inner.url}/broken`)
  await fetch(`${inner.url}/nobody/knows/4711`)
  expect(await countOf('method="GET",route="/thing/{id}",status="2xx",service="inner"')).toBe(3)
  expect(await countOf('method="GET",route="/broken",status="5xx",service="inner"')).toBe(1)
  expect(await countOf('method="GET",route="none",status="4xx",service="inner"')).toBe(1)
  expect(await scrape()).not.toMatch(/thing\/\d|4711/)
})

it('counts a caller who hangs up half-way', async () => {
  const leaving = new AbortController()
  await fetch(`${inner.url}/endless`, { signal: leaving.signal })
  leaving.abort()
  await expect.poll(() => countOf('method="GET",route="/endless",status="aborted"')).toBe(1)
})

it('tells on one port about everything in the process, each service under its name', async () => {
  await fetch(`${door.url}/thing/1`)
  const text = await scrape(watched)
  expect(text).toContain('route="/thing/{id}",status="2xx",service="door"')
  expect(text).toContain('filling_ready{check="database",service="door"} 0')
  expect(text).toContain('filling_ready{check="database",service="inner"} 1')
  expect(text.match(/^# TYPE filling_ready /gm)).toHaveLength(1)
  expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds \d/m)
})

it('shows nothing of this to strangers', async () => {
  expect((await fetch(`${door.url}/metrics`)).status).toBe(404)
  expect((await fetch(`${watched.url}/thing/1`)).status).toBe(404)
})

it('a gauge that cannot be read is absent, and takes no other along', async () => {
  let away = false
  const read = (): number => {
    if (away) throw new Error('the database is away')
    return 7
  }
  planning.meters.gauge('test_depth', 'of a queue', [], () => [[{}, read()]])
  planning.meters.gauge('test_lanes', 'of a queue', ['lane'], () => [[{ lane: 'fast' }, read()]])
  expect(await scrape()).toMatch(/^test_depth\{service="door"\} 7$/m)
  away = true
  expect(await scrape()).not.toMatch(/^test_(depth|lanes)\{/m)
  expect(await scrape()).toMatch(/^filling_ready\{/m)
})

it('adds up what two parts of a service say under one name', async () => {
  for (const value of [3, 4]) {
    planning.meters.gauge('test_pools', 'of connections', ['state'], () => [[{ state: 'busy' }, value]])
    planning.meters.counter('test_lost', 'connections').inc(value)
  }
  for (const _again of [1, 2]) expect(await scrape()).toMatch(/^test_pools\{state="busy",service="door"\} 7$/m)
  expect(await scrape()).toMatch(/^test_lost\{service="door"\} 7$/m)
})

it('forgets a service that was closed', async () => {
  const closed = await openInstruments('gone', log)
  closed.meters.counter('test_gone', 'never seen').inc()
  expect(await scrape()).toContain('test_gone')
  await closed.close()
  expect(await scrape()).not.toContain('test_gone')
})
