import { progressSubject, type ScheduleDetail, type ScheduleState } from '@filling/contracts'
import { jetStreamBus } from '@filling/messaging'
import { createLogger, readConfig } from '@filling/service-kit'
import { eventually, natsServer } from '@filling/test-kit'
import { sql } from 'kysely'
import { composeApi, composeSolver, SchedulerApiConfig, SolverConfig } from './compose.ts'
import { testDatabase } from './test-database.ts'
import { keyServer, tokenOf } from './test-tokens.ts'

export interface Call {
  readonly user?: number
  readonly superuser?: boolean
  readonly method?: string
  /** Sent as JSON unless it is text, bytes or a form. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** Api and, when wanted, solver as their mains start them, on a database and a nats-server of their own. */
export const startScheduler = async (
  options: { readonly solver?: boolean; readonly env?: Readonly<Record<string, string>> } = {},
) => {
  const parts = new AsyncDisposableStack()
  const database = await testDatabase()
  parts.defer(() => database.close())
  const nats = await natsServer()
  parts.defer(() => nats.close())
  const keys = await keyServer()
  parts.defer(() => keys.close())

  const env = {
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent',
    DATABASE_URL: database.url,
    NATS_URL: nats.url,
    AUTH_URL: keys.url,
    SOLVER_SLOTS_FAST: '1',
    SOLVER_SLOTS_EXACT: '1',
    ...options.env,
  }
  const log = createLogger('test', env.LOG_LEVEL)
  const api = await composeApi(readConfig(SchedulerApiConfig, env), log)
  parts.defer(() => api.close())
  const startSolver = () => composeSolver(readConfig(SolverConfig, env), log)
  if (options.solver !== false) {
    const solver = await startSolver()
    parts.defer(() => solver.close())
  }

  const call = (
    path: string,
    { user = 1, superuser = false, method, body, headers = {} }: Call = {},
  ): Promise<Response> => {
    const raw = typeof body === 'string' || body instanceof Uint8Array || body instanceof FormData || body === undefined
    const type: Record<string, string> =
      body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }
    return fetch(api.url + path, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: { authorization: `Bearer ${tokenOf(user, superuser)}`, ...type, ...headers },
      ...(body === undefined ? {} : { body: raw ? (body as string | FormData) : JSON.stringify(body) }),
    })
  }
  const get = async (id: number, user = 1): Promise<ScheduleDetail> =>
    (await (await call(`/api/v1/schedule/${id}`, { user })).json()) as ScheduleDetail
  return {
    ...{ url: api.url, db: database.db, nats, log, env, call, get, startSolver },
    submit: async (body: unknown, user = 1): Promise<ScheduleDetail> =>
      (await (await call('/api/v1/schedule', { user, body })).json()) as ScheduleDetail,
    /** The schedule in its last state. */
    ended: async (id: number, { user = 1, withinMs = 60_000 } = {}): Promise<ScheduleDetail> => {
      await eventually(async () => (await get(id, user)).completed_at !== null, { withinMs })
      return get(id, user)
    },
    close: () => parts.disposeAsync(),
  }
}

export type TestScheduler = Awaited<ReturnType<typeof startScheduler>>

/** The four lots of the public document. */
export const fourLots = [
  { lot_id: 'LOT001', lot_type: 'Product-A', vials: 1000, fill_hours: 2.5 },
  { lot_id: 'LOT002', lot_type: 'Product-B', vials: 1500, fill_hours: 2.5 },
  { lot_id: 'LOT003', lot_type: 'Product-A', vials: 800, fill_hours: 2 },
  { lot_id: 'LOT004', lot_type: 'Product-C', vials: 1200, fill_hours: 2 },
]

const manyTypes = Array.from({ length: 12 }, (_, type) => type)
const changeover_matrix = Object.fromEntries(
  manyTypes.map((from) => [
    `T${from}`,
    Object.fromEntries(manyTypes.map((to) => [`T${to}`, 1 + ((from * 31 + to * 17) % 13)])),
  ]),
)

/** A proof that nobody finishes: keeps a slot of the exact lane computing for so long. */
export const searchFor = (seconds: number) => ({
  lots_data: Array.from({ length: 200 }, (_, i) => ({
    lot_id: `L${i}`,
    lot_type: `T${i % 12}`,
    vials: 100,
    fill_hours: 3 + ((i * 37) % 411) / 30,
  })),
  strategy: 'milp-opt',
  config: { time_limit_seconds: seconds, changeover_matrix },
})

/** From the next attempt on. */
export const limitSearches = (db: TestScheduler['db'], seconds: number) =>
  sql`update scheduling.input
      set config = (config::jsonb || jsonb_build_object('time_limit_seconds', ${seconds}::int))::json`.execute(db)

/** Hears what is told about schedules, as a gateway does. */
export const watchStates = async (
  { nats, log }: Pick<TestScheduler, 'nats' | 'log'>,
  onState: (state: ScheduleState) => void,
): Promise<{ close(): Promise<void> }> => {
  const bus = jetStreamBus({ url: nats.url, name: 'watcher', log })
  bus.listen(progressSubject('*'), (data) => onState(data as ScheduleState))
  await eventually(() => bus.status() === 'connected')
  return bus
}
