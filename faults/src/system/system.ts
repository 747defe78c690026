import { join } from 'node:path'
import type { Bus } from '@filling/messaging'
import { freePort } from '@filling/servers'
import { createLogger } from '@filling/service-kit'
import { eventually, type NatsServer, natsServer } from '@filling/test-kit'
import { type History, openHistory } from '../history.ts'
import { type Database, openDatabase } from './database.ts'
import { noteFacts } from './facts.ts'
import { type Planner, plannerOf } from './planner.ts'
import { type PostgresServer, postgresServer } from './postgres.ts'
import { type ServiceProcess, serviceProcess } from './service-process.ts'
import { signIn } from './sign-in.ts'
import { openWire, type Wire } from './wire.ts'

export interface SystemOptions {
  /** Where history and logs go. */
  readonly folder: string
  readonly apis?: number
  readonly solvers?: number
  readonly env?: Readonly<Record<string, string>>
}

export interface Extra {
  readonly env?: Readonly<Record<string, string>>
  /** Instead of the service's own main: one of `src/armed`, which ends or hurts itself at `point`. */
  readonly point?: string
}

export interface System {
  readonly history: History
  readonly postgres: PostgresServer
  readonly nats: NatsServer
  readonly db: Database
  readonly planner: Planner
  readonly apis: ServiceProcess[]
  readonly solvers: ServiceProcess[]
  readonly apiUrls: readonly string[]
  /** Between the first api, the first solver, and their servers. */
  readonly wires: { readonly database: Wire; readonly broker: Wire }
  /** Of somebody who should not be there. */
  readonly bus: Bus
  closing(): boolean
  /** Facts that were told, as `<schedule>:<fact>`. */
  readonly told: ReadonlySet<string>
  startApi(index: number, extra?: Extra): ServiceProcess
  startSolver(index: number, extra?: Extra): ServiceProcess
  /** Every api answers that it is ready. */
  ready(): Promise<void>
  close(): Promise<void>
}

const entries = {
  api: { own: 'services/scheduler/src/api-main.ts', armed: 'faults/src/armed/api-main.ts' },
  solver: { own: 'services/scheduler/src/solver-main.ts', armed: 'faults/src/armed/solver-main.ts' },
} as const

/** The system as a cluster runs it: every part its own process, real servers, two apis and three solvers or more. */
export const startSystem = async (options: SystemOptions): Promise<System> => {
  const { folder, apis: apiCount = 2, solvers: solverCount = 3 } = options
  await using parts = new AsyncDisposableStack()
  const log = createLogger('faults', process.env.TEST_LOG_LEVEL ?? 'silent')
  const history = openHistory(join(folder, 'history.jsonl'))
  const postgres = parts.adopt(await postgresServer(), (it) => it.close())
  const nats = parts.adopt(await natsServer(), (it) => it.close())
  const database = parts.adopt(await openWire(postgres.url), (it) => it.close())
  const broker = parts.adopt(await openWire(nats.url), (it) => it.close())
  const db = parts.adopt(openDatabase(postgres.url), (it) => it.close())
  const processes: ServiceProcess[] = []
  let closing = false
  parts.defer(async () => void (await Promise.all(processes.map(end))))

  const [authPort, ...apiPorts] = await Promise.all(Array.from({ length: apiCount + 1 }, freePort))
  const authUrl = `http://127.0.0.1:${authPort}`
  const apiUrls = apiPorts.map((port) => `http://127.0.0.1:${port}`)
  const envOf = (wired: boolean) => ({
    DATABASE_URL: wired ? database.through(postgres.url) : postgres.url,
    NATS_URL: wired ? broker.through(nats.url) : nats.url,
    AUTH_URL: authUrl,
    SOLVER_SLOTS_FAST: '1',
    SOLVER_SLOTS_EXACT: '1',
    ...options.env,
  })
  const start = (kind: 'api' | 'solver', index: number, port: number, { env, point }: Extra = {}): ServiceProcess => {
    const name = point ? `${kind} armed to ${point}` : `${kind}-${index}`
    const entry = entries[kind][point ? 'armed' : 'own']
    const logFile = join(folder, `${name.replaceAll(' ', '-')}.log`)
    const settings = { ...envOf(index === 0), PORT: String(port), ...(point ? { FAULT_POINT: point } : {}), ...env }
    const doomed = point?.startsWith('die') === true
    const process = serviceProcess({ name, entry, env: settings, logFile, history, doomed })
    processes.push(process)
    return process
  }
  const startApi = (index: number, extra?: Extra) => start('api', index, apiPorts[index] ?? 0, extra)
  const startSolver = (index: number, extra?: Extra) => start('solver', index, 0, extra)
  const ready = async (): Promise<void> => {
    const answers = (url: string) => eventually(async () => (await fetch(`${url}/readyz`)).ok, { withinMs: 100_000 })
    await Promise.all(apiUrls.map(answers))
  }

  const auth = { name: 'auth', entry: 'services/auth/src/main.ts', logFile: join(folder, 'auth.log'), history }
  const settings = { DATABASE_URL: postgres.url, PORT: String(authPort), AUTH_KEY_SECRET: 'x'.repeat(32) }
  processes.push(serviceProcess({ ...auth, env: settings }))
  const apis = apiUrls.map((_, index) => startApi(index))
  const solvers = Array.from({ length: solverCount }, (_, index) => startSolver(index))
  await ready()
  const facts = parts.adopt(await noteFacts(nats.url, history, log), (it) => it.close())
  const token = await signIn(authUrl, 'planner@example.com')
  const planner = plannerOf({ apis: apiUrls, token, history })
  const open = parts.move()
  return {
    ...{ history, postgres, nats, db, planner, apis, solvers, apiUrls, startApi, startSolver, ready },
    ...{ told: facts.told, bus: facts.bus, wires: { database, broker }, closing: () => closing },
    close: () => {
      closing = true
      return open.disposeAsync()
    },
  }
}

/** However it is: stopped, frozen, or gone already. */
const end = async (process: ServiceProcess): Promise<void> => {
  if (process.running()) await process.kill()
}
