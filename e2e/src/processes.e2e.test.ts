import { eventually, freshDatabase, natsServer, type Program } from '@filling/test-kit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sampleLots } from './harness/lots.ts'
import { freePorts, serviceProcess } from './harness/processes.ts'
import { newPlanner } from './harness/system.ts'

/** Without target windows: this is about processes, not about long proofs. */
const lots = sampleLots.slice(1)

/** Every service as the process that a cluster runs, two solvers, on a real PostgreSQL and a real nats-server. */
const parts = new AsyncDisposableStack()
const processes: Record<string, Program> = {}
let url: string

beforeAll(async () => {
  const database = parts.adopt(await freshDatabase(), (part) => part.drop())
  const broker = parts.adopt(await natsServer(), (part) => part.close())
  const [gateway = 0, auth = 0, api = 0, files = 0, solverA = 0, solverB = 0] = await freePorts(6)
  const at = (port: number): string => `http://127.0.0.1:${port}`
  url = at(gateway)
  const everybody = {
    DATABASE_URL: database.url,
    NATS_URL: broker.url,
    AUTH_URL: at(auth),
    SCHEDULER_URL: at(api),
    EXPORT_URL: at(files),
    AUTH_KEY_SECRET: 'k'.repeat(32),
  }
  const start = (name: string, entry: string, port: number): void => {
    const settings = { ...everybody, PORT: String(port), GATEWAY_PORT: String(port) }
    processes[name] = parts.adopt(serviceProcess(entry, settings), (part) => part.kill())
  }
  // All at once and the door first: nobody may need another one to be up already.
  start('gateway', 'services/gateway/src/main.ts', gateway)
  start('solver-a', 'services/scheduler/src/solver-main.ts', solverA)
  start('solver-b', 'services/scheduler/src/solver-main.ts', solverB)
  start('export', 'services/export/src/main.ts', files)
  start('api', 'services/scheduler/src/api-main.ts', api)
  start('auth', 'services/auth/src/main.ts', auth)
  await eventually(async () => (await fetch(`${url}/readyz`)).ok)
})
afterAll(() => parts.disposeAsync())

describe('the services as processes', () => {
  it('plan what they are sent', async () => {
    const { client } = await newPlanner({ url })
    const ids: number[] = []
    for (let i = 0; i < 30; i++) {
      ids.push((await client.createSchedule({ lots_data: lots, strategy: i % 10 ? 'smart-pack' : 'milp-opt' })).id)
    }
    await Promise.all(ids.map((id) => client.waitForCompletion(id)))
    expect(await client.listSchedules({ status: 'completed' })).toMatchObject({ total: 30 })
    expect(await client.exportCsv(ids[0] ?? 0)).toContain('Start,End,Kind')
  })

  it('go on planning when a solver is killed', async () => {
    const { client } = await newPlanner({ url })
    const ids = (await Promise.all(Array.from({ length: 20 }, () => client.createSchedule({ lots_data: lots })))).map(
      ({ id }) => id,
    )
    await processes['solver-a']?.kill()
    await Promise.all(ids.map((id) => client.waitForCompletion(id)))
    expect(await client.listSchedules({ status: 'completed' })).toMatchObject({ total: 20 })
  })

  it('stop in order when they are asked to', async () => {
    for (const name of ['gateway', 'export', 'api', 'solver-b', 'auth']) {
      expect([name, await processes[name]?.stop()]).toEqual([name, 0])
    }
  })
})
