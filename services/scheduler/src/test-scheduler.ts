import type { ScheduleDetail } from '@filling/contracts'
import { createLogger, readConfig } from '@filling/service-kit'
import { eventually, natsServer } from '@filling/test-kit'
import { composeApi, composeSolver, SchedulerApiConfig, SolverConfig } from './compose.ts'
import { testDatabase } from './test-database.ts'
import { keyServer, tokenOf } from './test-tokens.ts'

export interface Call {
  readonly user?: number
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

  const call = (path: string, { user = 1, method, body, headers = {} }: Call = {}): Promise<Response> => {
    const raw = typeof body === 'string' || body instanceof Uint8Array || body instanceof FormData || body === undefined
    const type: Record<string, string> =
      body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }
    return fetch(api.url + path, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: { authorization: `Bearer ${tokenOf(user)}`, ...type, ...headers },
      ...(body === undefined ? {} : { body: raw ? (body as string | FormData) : JSON.stringify(body) }),
    })
  }
  const get = async (id: number, user = 1): Promise<ScheduleDetail> =>
    (await (await call(`/api/v1/schedule/${id}`, { user })).json()) as ScheduleDetail
  return {
    ...{ url: api.url, db: database.db, nats, log, env, call, get, startSolver },
    submit: async (body: unknown, user = 1): Promise<ScheduleDetail> =>
      (await (await call('/api/v1/schedule', { user, body })).json()) as ScheduleDetail,
    ended: (id: number, user = 1, withinMs = 20_000) =>
      eventually(
        async () => {
          const schedule = await get(id, user)
          return schedule.completed_at === null ? undefined : schedule
        },
        { withinMs },
      ),
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
