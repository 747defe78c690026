import {
  checkClosed,
  errorsOf,
  operations,
  progressHint,
  progressSubject,
  ScheduleState,
  SocketMessage,
  SocketRequest,
  traffic,
} from '@filling/contracts'
import { inProcessBus } from '@filling/messaging'
import { createLogger } from '@filling/service-kit'
import { eventually } from '@filling/test-kit'
import {
  type CheckedBus,
  checkedBus,
  checkedFetch,
  complaintsAboutFrame,
  refusalOf,
  requestsOf,
  routesOf,
  type StubService,
  samplesOf,
  stubService,
  successesOf,
} from '@filling/test-kit/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { socketTo } from './live/test-live.ts'
import { startGateway, type TestGateway } from './test-gateway.ts'
import { jwks, tokenOf } from './test-tokens.ts'

/** The gateway alone: behind it are neighbours that say and take what their contracts say, and nothing else. */
const table = traffic.gateway
const forwarded = operations.filter(({ service }) => service !== 'gateway')
const bus = inProcessBus({ log: createLogger('test', 'silent') })
let gateway: TestGateway
let stubs: Readonly<Record<'auth' | 'scheduler' | 'export', StubService>>
let watched: CheckedBus<typeof bus>

beforeAll(async () => {
  const keys = { status: 200, type: 'application/json', body: JSON.stringify(jwks()) }
  stubs = {
    auth: await stubService(traffic.auth.serves, { jwks: keys }),
    scheduler: await stubService(traffic['scheduler-api'].serves),
    export: await stubService(traffic.export.serves),
  }
  watched = checkedBus(bus, 'gateway')
  const env = {
    AUTH_URL: stubs.auth.url,
    SCHEDULER_URL: stubs.scheduler.url,
    EXPORT_URL: stubs.export.url,
    RATE_LIMIT_PER_MINUTE: '1000000',
    SIGN_IN_LIMIT_PER_MINUTE: '1000000',
  }
  gateway = await startGateway(env, { bus: watched.bus })
})
afterAll(async () => {
  await gateway.close()
  for (const stub of Object.values(stubs)) await stub.close()
})

const authorization = () => ({ authorization: `Bearer ${tokenOf(1)}` })
const ask = ({ path, ...init }: ReturnType<typeof requestsOf>[number], headers: Record<string, string> = {}) =>
  checkedFetch(gateway.url + path, { ...init, headers: { ...init.headers, ...headers } })
const stubOf = (service: string) => stubs[service as 'auth']

describe.each(forwarded)('$method $path', (operation) => {
  const stub = () => stubOf(operation.service)
  const requests = requestsOf(operation)

  it('passes every answer of its service on', async () => {
    for (const given of successesOf(operation)) {
      stub().answer(operation.id, given)
      const response = await ask(requests[0]!, authorization())
      expect([response.status, await response.text()]).toEqual([given.status, given.body])
    }
  })

  it('passes every refusal of its service on', async () => {
    for (const code of [...errorsOf(operation).values()].flat()) {
      stub().answer(operation.id, refusalOf(code))
      const response = await ask(requests[0]!, authorization())
      expect([response.status, await response.text()]).toEqual([refusalOf(code).status, refusalOf(code).body])
    }
  })

  it('passes every request on, as it is', async () => {
    stub().answer(operation.id, successesOf(operation)[0]!)
    for (const request of requests) {
      await ask(request, authorization())
      const { operation: reached, body } = stub().asked.at(-1)!
      expect(reached).toBe(operation.id)
      if (typeof request.body === 'string') expect(body).toBe(request.body)
    }
  })
})

it.each(operations.filter(({ open }) => !open))(
  '$method $path is told to nobody without a token',
  async (operation) => {
    const before = Object.values(stubs).map(({ asked }) => asked.length)
    expect((await ask(requestsOf(operation)[0]!)).status).toBe(401)
    expect(Object.values(stubs).map(({ asked }) => asked.length)).toEqual(before)
  },
)

describe('its own pages', () => {
  it.each(operations.filter(({ service, tag }) => service === 'gateway' && tag === 'platform'))(
    '$path is as described',
    async ({ path }) => expect((await checkedFetch(gateway.url + path)).status).toBe(200),
  )

  it('say which service is not ready', async () => {
    stubs.export.answer('readiness', { status: 503, type: 'application/json', body: '{"ready":false,"checks":{}}' })
    await eventually(async () => (await checkedFetch(`${gateway.url}/readyz`)).status === 503)
  })
})

const json = (value: object) => ({ status: 200, type: 'application/json', body: JSON.stringify(value) })
const waiting = { schedule_id: 7, status: 'pending', error_message: null, progress: null } as const

describe('watching', () => {
  const watch = async (id: number) => {
    const leave = new AbortController()
    const init = { headers: authorization(), signal: leave.signal }
    const response = await fetch(`${gateway.url}/api/v1/schedule/${id}/events`, init)
    const blocks: string[] = []
    const read = async () => {
      let rest = ''
      for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) {
        const all = (rest + piece).split('\n\n')
        rest = all.pop() ?? ''
        blocks.push(...all)
      }
    }
    void read().catch(() => undefined)
    const events = () => blocks.filter((block) => block.includes('data: '))
    return { events, blocks, leave: () => leave.abort() }
  }

  it.each(samplesOf(ScheduleState) as ScheduleState[])('tells %j as an event of the contract', async (state) => {
    stubs.scheduler.answer('getScheduleState', json(state))
    const stream = await watch(state.schedule_id)
    await eventually(() => stream.events().length > 0)
    expect(stream.blocks.flatMap(complaintsAboutFrame)).toEqual([])
    stream.leave()
  })

  it.each(progressHint.examples)('understands the hint %j, also with a field from the future', async (example) => {
    stubs.scheduler.answer('getScheduleState', json({ ...waiting, schedule_id: example.schedule_id }))
    const stream = await watch(example.schedule_id)
    await eventually(() => stream.events().length > 0)
    const progress = {
      sequence: 9,
      attempt: 1,
      percent: 1,
      elapsed_seconds: 1,
      steps: 1,
      makespan: 1,
      lower_bound: 1,
      gap_percent: 0,
      moon: 'full',
    }
    const hint = {
      ...example,
      progress: example.progress ?? (example.status === 'pending' ? progress : null),
      moon: 'full',
    }
    bus.notify(progressSubject(example.schedule_id), hint.status === 'pending' ? { ...hint, status: 'running' } : hint)
    await eventually(() => stream.events().length > 1)
    stream.leave()
  })
})

describe('the socket', () => {
  it('answers every request of the contract with frames of the contract', async () => {
    stubs.scheduler.answer('getScheduleState', json(waiting))
    stubs.auth.answer('redeemTicket', json({ access_token: tokenOf(1), moon: 'full' }))
    const socket = await socketTo(gateway, { query: '?ticket=once' })
    await socket.until('ready')
    for (const request of samplesOf(SocketRequest)) socket.ws.send(JSON.stringify(request))
    socket.ws.send('{"type":"dance"}')
    await socket.until('pong')
    await eventually(() => ['subscribed', 'unsubscribed', 'error'].every((type) => socket.of(type).length > 0))
    const complaints = socket.heard.flatMap((frame) => {
      const checked = checkClosed(SocketMessage, frame)
      return checked.ok ? [] : [`${JSON.stringify(frame)}: ${checked.errors.join('; ')}`]
    })
    expect(complaints).toEqual([])
    socket.ws.close()
  })
})

describe('the contract is the whole of it:', () => {
  it('no route without an operation, no operation without a route', async () => {
    const routes = await routesOf(gateway.url)
    const named = table.serves.map(({ method, path }) => `${method.toUpperCase()} ${path}`)
    const filesOfPages = routes.filter((route) => /^GET \/(docs|redoc)\/[\w.-]+$/.test(route))
    expect(routes.filter((route) => !named.includes(route) && !filesOfPages.includes(route))).toEqual([])
    // Streams and sockets are found by operation; metrics are told at another port.
    const elsewhere = table.serves
      .filter(({ tag, id }) => tag === 'live' || id === 'metrics')
      .map(({ path }) => `GET ${path}`)
    expect(named.filter((name) => !routes.includes(name) && !elsewhere.includes(name))).toEqual([])
  })

  it('its neighbours were asked for nothing that they do not serve, and for all that the table says', () => {
    expect(Object.values(stubs).flatMap(({ complaints }) => complaints)).toEqual([])
    const asked = new Set(Object.values(stubs).flatMap((stub) => stub.asked.map(({ operation }) => operation)))
    expect(table.asks.map(({ id }) => id).filter((id) => !asked.has(id))).toEqual([])
  })

  it('it says and hears on the broker what the table says', async () => {
    await eventually(() => watched.sent.size === table.sends.length)
    expect(watched.complaints).toEqual([])
    expect([...watched.received].sort()).toEqual(table.receives.map(({ subject }) => subject).sort())
  })
})
