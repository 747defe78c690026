import { eventually, type ReceivedSpan } from '@filling/test-kit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask } from './harness/ask.ts'
import { type Exposition, read, scrape } from './harness/exposition.ts'
import { sampleLots } from './harness/lots.ts'
import { readAlerts, readPanels, wantedBy } from './harness/monitoring.ts'
import { serviceProcess } from './harness/processes.ts'
import { prometheusIsThere, startPrometheus } from './harness/prometheus.ts'
import { newPlanner } from './harness/system.ts'
import { secretSettings, startWatched, type WatchedSystem } from './harness/watched-system.ts'

let system: WatchedSystem
const secrets: string[] = []
const requestId = 'from-the-edge-to-the-solver'

/** An hour of a planner in a few requests: what works, what is refused, and a broker that goes away meanwhile. */
beforeAll(async () => {
  system = await startWatched()
  const planner = await newPlanner(system)
  const { token, refreshToken, password, email } = planner
  const api = `${system.url}/api/v1`
  const headers = { 'X-Request-Id': requestId, Cookie: 'session=a-cookie-secret' }
  const sent = await ask(`${api}/schedule`, {
    method: 'POST',
    token,
    headers,
    json: { lots_data: sampleLots.slice(1) },
  })
  const id = Number(sent.body.id)
  await planner.client.waitForCompletion(id)
  await planner.client.exportCsv(id)
  await planner.client.createSchedule({ lots_data: sampleLots.slice(1), strategy: 'milp-opt' })

  await ask(`${api}/auth/login`, { method: 'POST', json: { email, password: 'a-wrong-password' } })
  await ask(`${api}/auth/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: '{"password":"a-broken-password',
  })
  await ask(`${api}/schedules`, { token: `${token.slice(0, -8)}forgedxx` })
  const ticket = String((await ask(`${api}/ws/ticket`, { method: 'POST', token })).body.ticket)
  const socket = new WebSocket(`${api.replace('http', 'ws')}/ws?ticket=${ticket}`)
  await new Promise((resolve, reject) => Object.assign(socket, { onopen: resolve, onerror: reject }))
  socket.close()
  await system.broker.restart()
  const later = await planner.client.createSchedule({ lots_data: sampleLots.slice(1) })
  await planner.client.waitForCompletion(later.id)
  const refreshed = await ask(`${api}/auth/refresh`, { method: 'POST', json: { refresh_token: refreshToken } })
  await ask(`${api}/auth/refresh`, { method: 'POST', json: { refresh_token: refreshToken } })

  secrets.push(
    ...[password, token, refreshToken, ticket, 'forgedxx', 'a-wrong-password', 'a-broken-password', 'a-cookie-secret'],
    ...[refreshed.body.access_token, refreshed.body.refresh_token].map(String),
    ...Object.values(secretSettings),
    ...system.addresses,
  )
}, 300_000)
afterAll(() => system?.close())

const everything = async (): Promise<Exposition> => {
  const all = await Promise.all(system.scraped.map(scrape))
  const names = new Set(all.flatMap((each) => [...each.keys()]))
  return new Map([...names].map((name) => [name, all.flatMap((each) => each.get(name) ?? [])]))
}

const asked = [
  ...(await readAlerts()).map(({ alert, expr }) => [alert, expr] as const),
  ...(await readPanels()).flatMap(({ title, targets = [] }) => targets.map(({ expr }) => [title, expr] as const)),
]

describe('metrics', () => {
  it('has every metric and every label that the dashboard and the alerts ask for', async () => {
    const exported = await everything()
    const missing = asked.flatMap(([where, expr]) =>
      wantedBy(expr).flatMap(({ metric, labels }) => {
        const family = exported.get(metric) ?? exported.get(metric.replace(/_(bucket|sum|count)$/, ''))
        if (!family) return [`${where} asks for ${metric}, which nobody exports`]
        // Prometheus adds where a series comes from.
        const known = new Set(['job', 'instance', ...family.flatMap((series) => Object.keys(series.labels))])
        const unknown = family.length === 0 ? [] : labels.filter((label) => !known.has(label))
        return unknown.map((label) => `${where} asks for ${label} of ${metric}, which has ${[...known]}`)
      }),
    )
    expect(asked.length).toBeGreaterThan(50)
    expect(missing).toEqual([])
  })

  it('knows a job by its lane and strategy, and nobody and nothing by an id', async () => {
    const exported = await everything()
    expect(exported.get('filling_solve_seconds')?.some(({ labels }) => labels.strategy === 'smart-pack')).toBe(true)
    expect(exported.get('filling_broker_reconnects_total')?.some(({ value }) => value > 0)).toBe(true)
    const labels = [...exported]
      .flatMap(([name, series]) => (name.startsWith('filling_') ? series : []))
      .map((each) => each.labels)
    const values = labels.flatMap(({ le: _, ...rest }) => Object.values(rest))
    expect(new Set(values.filter((value) => /^\d+$|@|-.*-.*-/.test(value)))).toEqual(new Set())
  })

  it('is no business of strangers', async () => {
    expect((await read(`${system.url}/metrics`)).status).toBe(401)
  })
})

const there = await prometheusIsThere()
// biome-ignore lint/suspicious/noConsole: whoever reads the run should know what it did not do.
if (!there) console.warn('No prometheus on the PATH: metrics are compared with alerts and dashboard by name only.')

describe.runIf(there)('a real Prometheus', () => {
  let prometheus: Awaited<ReturnType<typeof startPrometheus>>
  beforeAll(async () => {
    prometheus = await startPrometheus(system.scraped)
  })
  afterAll(() => prometheus?.close())

  it('has data of every metric that the dashboard and the alerts ask for', async () => {
    const metrics = new Set(asked.flatMap(([, expr]) => wantedBy(expr).map(({ metric }) => metric)))
    const counts = await Promise.all([...metrics].map(async (name) => [name, await prometheus.count(name)] as const))
    expect(counts.length).toBeGreaterThan(25)
    expect(counts.filter(([, count]) => count === 0)).toEqual([])
  })

  it('understands every question', async () => {
    for (const [where, expr] of asked) {
      const query = expr.replace(/\$__(rate_interval|range)/g, '1m')
      expect([where, await prometheus.count(query)]).toEqual([where, expect.any(Number)])
    }
    const health = async () => (await prometheus.healthOfAlerts()).filter(([, state]) => state !== 'ok')
    await eventually(async () => (await health()).length === 0)
    expect(await prometheus.healthOfAlerts()).toHaveLength((await readAlerts()).length)
  })
})

describe('one submit', () => {
  it('is one trace, from the gateway to the solver', async () => {
    const chain = (): string[] => {
      const spans = system.spans()
      const last = spans.find(({ name, traceId }) => name === 'complete' && traceId === traceOf(spans))
      return last ? chainOf(spans, last) : []
    }
    await eventually(() => chain().length > 0)
    expect(chain()).toEqual([
      'scheduler-solver: complete',
      'scheduler-solver: solve fast',
      'scheduler-api: POST /api/v1/schedule',
      'gateway: scheduler POST /api/v1/schedule',
      'gateway: POST /api/v1/schedule',
    ])
    const below = system.spans().filter(({ traceId }) => traceId === traceOf(system.spans()))
    expect(below.map(({ name }) => name)).toEqual(expect.arrayContaining(['claim', 'plan smart-pack', 'complete']))
  })

  it('has one request id, in the log of every service that it passes', () => {
    for (const [name, { output }] of Object.entries(system.processes)) {
      const passes = ['gateway', 'scheduler-api', 'scheduler-solver'].includes(name)
      expect([name, output().includes(`"requestId":"${requestId}"`)]).toEqual([name, passes])
    }
  })
})

const traceOf = (spans: readonly ReceivedSpan[]): string | undefined =>
  spans.find(({ attributes }) => attributes['filling.request_id'] === requestId)?.traceId

const chainOf = (spans: readonly ReceivedSpan[], span: ReceivedSpan): string[] => {
  const parent = spans.find(({ spanId }) => spanId === span.parentSpanId)
  return [`${span.service}: ${span.name}`, ...(parent ? chainOf(spans, parent) : [])]
}

describe('secrets', () => {
  it('stand in no log, no trace and no metric of a whole run', async () => {
    const logs = Object.entries(system.processes).map(([name, { output }]) => [name, output()] as const)
    const told = [
      ...logs,
      ['traces', JSON.stringify(system.spans())] as const,
      ...(await Promise.all(
        system.scraped.map(async (url) => ['metrics', (await read(`${url}/metrics`)).body] as const),
      )),
    ]
    const leaks = told.flatMap(([where, text]) =>
      secrets.filter((secret) => text.includes(secret)).map((secret) => [where, secret]),
    )
    expect(leaks).toEqual([])
    // Else nothing was looked at.
    for (const [name, text] of logs) expect([name, text.length > 500]).toEqual([name, true])
    expect(secrets.every((secret) => secret.length > 7)).toBe(true)
  })

  it('stand in no complaint about a server that cannot be reached', async () => {
    const NATS_URL = 'nats://solver:a-broker-password@127.0.0.1:1'
    const DATABASE_URL = 'postgres://solver:a-database-password@127.0.0.1:1/none'
    const program = serviceProcess('services/scheduler/src/solver-main.ts', {
      NATS_URL,
      DATABASE_URL,
      PORT: '0',
      LOG_LEVEL: 'trace',
    })
    await eventually(() => program.output().includes('the broker does not answer yet'))
    await program.stop()
    expect(program.output()).not.toMatch(/a-broker-password|a-database-password/)
  })

  it('stand in no complaint about a wrong setting', async () => {
    const program = serviceProcess('services/auth/src/main.ts', {
      DATABASE_URL: 'mysql://auth:a-database-password@db/auth',
      AUTH_KEY_SECRET: 'too-short',
    })
    expect(await program.ended).toBe(78)
    expect(program.output()).toMatch(/DATABASE_URL/)
    expect(program.output()).not.toMatch(/a-database-password|too-short/)
  })
})
