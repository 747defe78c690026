import type { ScheduleState } from '@filling/contracts'
import { eventually, freshDatabase, natsServer, type Program } from '@filling/test-kit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask } from './harness/ask.ts'
import { freePorts, serviceProcess } from './harness/processes.ts'
import { newPlanner } from './harness/system.ts'

/** Two gateways in front of one of everything else, as processes. */
const parts = new AsyncDisposableStack()
const gateways: { readonly url: string; readonly process: Program; readonly start: () => Program }[] = []
let broker: Awaited<ReturnType<typeof natsServer>>
let solver: () => Program

beforeAll(async () => {
  const database = parts.adopt(await freshDatabase(), (part) => part.drop())
  broker = parts.adopt(await natsServer(), (part) => part.close())
  const ports = await freePorts(5)
  const [auth = 0, api = 0, inner = 0, first = 0, second = 0] = ports
  const at = (port: number): string => `http://127.0.0.1:${port}`
  const places = { AUTH_URL: at(auth), SCHEDULER_URL: at(api), EXPORT_URL: at(api) }
  const secret = { AUTH_KEY_SECRET: 'k'.repeat(32) }
  const everybody = { DATABASE_URL: database.url, NATS_URL: broker.url, ...places, ...secret, LOG_LEVEL: 'warn' }
  const start = (entry: string, port: number) => {
    const settings = { ...everybody, PORT: String(port), GATEWAY_PORT: String(port), SOLVER_SLOTS_EXACT: '2' }
    return parts.adopt(serviceProcess(entry, settings), (part) => part.kill())
  }
  for (const port of [first, second]) {
    const again = () => start('services/gateway/src/main.ts', port)
    gateways.push({ url: at(port), process: again(), start: again })
  }
  start('services/scheduler/src/api-main.ts', api)
  start('services/auth/src/main.ts', auth)
  solver = () => start('services/scheduler/src/solver-main.ts', inner)
  const ready = async () => (await Promise.all(gateways.map(({ url }) => fetch(`${url}/readyz`)))).every(({ ok }) => ok)
  await eventually(ready)
})
afterAll(() => parts.disposeAsync())

/** Many types under a matrix: nobody proves the best plan of these within seconds. */
const types = Array.from({ length: 12 }, (_, type) => type)
const matrix = Object.fromEntries(
  types.map((a) => [`T${a}`, Object.fromEntries(types.map((b) => [`T${b}`, 1 + ((a * 31 + b * 17) % 13)]))]),
)
const search = (seconds: number) => ({
  lots_data: Array.from({ length: 150 }, (_, i) => ({
    lot_id: `L${i}`,
    lot_type: `T${i % 12}`,
    vials: 100,
    fill_hours: 3 + ((i * 37) % 411) / 30,
  })),
  strategy: 'milp-opt',
  config: { time_limit_seconds: seconds, changeover_matrix: matrix },
})

const [url, other] = [() => gateways[0]?.url ?? '', () => gateways[1]?.url ?? '']
const watching = (planner: Awaited<ReturnType<typeof newPlanner>>, id: number) => {
  const seen: ScheduleState[] = []
  return { seen, last: planner.client.watchSchedule(id, (state) => seen.push(state)) }
}
const sequences = (seen: readonly ScheduleState[]) => seen.flatMap(({ progress }) => progress?.sequence ?? [])

describe('a planner who watches a proof', () => {
  it('sees it wait, start, get better and end, and the end is the plan', async () => {
    const planner = await newPlanner({ url: url() })
    const { id } = await planner.client.createSchedule(search(4))
    const { seen, last } = watching(planner, id)
    await eventually(() => seen.length > 0)
    const running = solver()
    const end = await last
    const { result } = await planner.client.getSchedule(id)
    expect(seen.map(({ status }) => status)).toEqual(expect.arrayContaining(['pending', 'running', 'completed']))
    expect(sequences(seen)).toEqual(sequences(seen).toSorted((a, b) => a - b))
    const within = seen.filter(({ status, progress }) => status === 'running' && progress?.makespan != null)
    expect(within.length).toBeGreaterThan(0)
    for (const { progress } of within) expect(progress?.lower_bound).toBeLessThanOrEqual(result?.makespan ?? 0)
    expect(end.progress).toMatchObject({ percent: 100, makespan: result?.makespan })
    expect(await running.stop()).toBe(0)
  })

  it('sees the same from another gateway, late, and over a socket with a ticket', async () => {
    const running = solver()
    const planner = await newPlanner({ url: url() })
    const { id } = await planner.client.createSchedule(search(8))
    const early = watching(planner, id)
    await eventually(() => early.seen.some(({ progress }) => progress))
    const headers = { authorization: `Bearer ${planner.token}` }
    const late = await fetch(`${other()}/api/v1/schedule/${id}/events`, { headers })
    const { body } = await ask(`${url()}/api/v1/ws/ticket`, { method: 'POST', token: planner.token })
    const address = `${other().replace('http', 'ws')}/api/v1/ws?ticket=${body.ticket}`
    const socket = new WebSocket(address)
    const told: { type: string; data?: ScheduleState }[] = []
    socket.onmessage = ({ data }) => told.push(JSON.parse(data))
    socket.onopen = () => socket.send(JSON.stringify({ type: 'subscribe', channel: `schedule:${id}` }))
    await eventually(() => told.some(({ type }) => type === 'progress'))
    const again = new WebSocket(address)
    let refused = false
    again.onerror = () => (refused = true)
    await eventually(() => refused)

    const stranger = await newPlanner({ url: other() })
    expect((await ask(`${other()}/api/v1/schedule/${id}/events`, { token: stranger.token })).status).toBe(403)

    const [end, text] = await Promise.all([early.last, late.text()])
    await eventually(() => told.some(({ type }) => type === 'end'))
    expect(text.trim().split('\n\n').at(-1)).toContain('event: end\nid: end')
    expect(text).toContain(JSON.stringify(end.progress))
    expect(told.at(-1)?.data).toEqual(end)
    socket.close()
    expect(await running.stop()).toBe(0)
  })

  it('misses nothing when the broker and the gateway are lost meanwhile', async () => {
    const running = solver()
    const planner = await newPlanner({ url: url() })
    const { id } = await planner.client.createSchedule(search(10))
    const { seen, last } = watching(planner, id)
    await eventually(() => seen.some(({ progress }) => progress))
    await broker.restart()
    const before = seen.length
    await eventually(() => seen.length > before + 2)
    expect(await gateways[0]?.process.stop()).toBe(0)
    gateways[0]?.start()
    expect(await last).toMatchObject({ status: 'completed' })
    expect(sequences(seen)).toEqual(sequences(seen).toSorted((a, b) => a - b))
    expect(await running.stop()).toBe(0)
  })
})
