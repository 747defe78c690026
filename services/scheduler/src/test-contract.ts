import { traffic } from '@filling/contracts'
import { inProcessBus } from '@filling/messaging'
import { createLogger, readConfig, tokenAudience, tokenIssuer } from '@filling/service-kit'
import { checkedBus, checkedFetchOf, findOperation, signer, stubService } from '@filling/test-kit/contract'
import { composeApi, composeSolver, SchedulerApiConfig, SolverConfig } from './compose.ts'
import { testDatabase } from './test-database.ts'

interface Sent {
  readonly user?: number
  readonly superuser?: boolean
  readonly method?: string
  readonly json?: unknown
  readonly body?: string | FormData | URLSearchParams
  readonly headers?: Readonly<Record<string, string>>
}

/** Api and solver on a real database, with nobody beside them but an auth that keeps to its contract. */
export const startAlone = async () => {
  const parts = new AsyncDisposableStack()
  const database = parts.adopt(await testDatabase(), (it) => it.close())
  const { jwks, tokenOf } = signer({ issuer: tokenIssuer, audience: tokenAudience })
  const keys = { status: 200, type: 'application/json', body: JSON.stringify(jwks) }
  const auth = parts.adopt(await stubService(traffic.auth.serves, { jwks: keys }), (it) => it.close())
  const log = createLogger('contract', 'silent')
  const bus = parts.adopt(inProcessBus({ log }), (it) => it.close())
  const env = {
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'silent',
    DATABASE_URL: database.url,
    NATS_URL: 'nats://unused',
  }
  const watched = { api: checkedBus(bus, 'scheduler-api'), solver: checkedBus(bus, 'scheduler-solver') }
  const forApi = readConfig(SchedulerApiConfig, { ...env, AUTH_URL: auth.url })
  const api = parts.adopt(await composeApi(forApi, log, { bus: watched.api.bus }), (it) => it.close())
  const forSolver = readConfig(SolverConfig, { ...env, SOLVER_SLOTS_FAST: '1', SOLVER_SLOTS_EXACT: '1' })
  const solver = parts.adopt(await composeSolver(forSolver, log, { bus: watched.solver.bus }), (it) => it.close())

  const { serves } = traffic['scheduler-api']
  const fetchChecked = checkedFetchOf(serves)
  /** `getSchedule 200`, `getSchedule schedule.not_found`: all that was ever answered. */
  const answered = new Set<string>()
  const ask = async (path: string, { user = 1, superuser = false, json, headers = {}, ...sent }: Sent = {}) => {
    const body = json === undefined ? sent.body : JSON.stringify(json)
    const method = sent.method ?? (body === undefined ? 'GET' : 'POST')
    const token = user === 0 ? {} : { authorization: `Bearer ${tokenOf(user, { isSuperuser: superuser })}` }
    const type = json === undefined ? {} : { 'content-type': 'application/json' }
    const init = { method, headers: { ...token, ...type, ...headers }, ...(body === undefined ? {} : { body }) }
    const response = await fetchChecked(api.url + path, init)
    const id = findOperation(serves, method, path.split('?')[0] ?? '')?.id
    answered.add(`${id} ${response.ok || response.status === 304 ? response.status : await codeIn(response)}`)
    return response
  }
  return { ...{ api, solver, auth, bus, db: database.db, watched, answered, ask }, close: () => parts.disposeAsync() }
}

const codeIn = async (response: Response): Promise<string> => ((await response.clone().json()) as { code: string }).code

export type Alone = Awaited<ReturnType<typeof startAlone>>
