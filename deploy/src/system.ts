import { AuthBootstrapConfig, AuthConfig, bootstrapAuth, composeAuth } from '@filling/auth'
import { composeExport, ExportConfig } from '@filling/export'
import { composeGateway, GatewayConfig } from '@filling/gateway'
import {
  BootstrapConfig,
  bootstrapScheduler,
  composeApi,
  composeSolver,
  SchedulerApiConfig,
  SolverConfig,
} from '@filling/scheduler'
import { createLogger, readConfig } from '@filling/service-kit'
import { type DatabaseWithRoles, databaseWithRoles } from '@filling/test-kit'
import { type SecuredNats, securedNats } from './nats/secured-server.ts'

export interface GrantedSystem {
  readonly url: string
  readonly database: DatabaseWithRoles
  readonly broker: SecuredNats
  close(): Promise<void>
}

const log = createLogger('deploy', 'silent')
const local = { HOST: '127.0.0.1', PORT: '0' }

/** The whole system, each process with the rights that deploy/ gives it and no others. */
export const grantedSystem = async (): Promise<GrantedSystem> => {
  await using parts = new AsyncDisposableStack()
  const keep = <T extends { close(): Promise<void> }>(part: T): T => parts.adopt(part, () => part.close())
  const database = await databaseWithRoles()
  parts.defer(() => database.drop())
  const broker = keep(await securedNats())

  const owner = { DATABASE_URL: database.urlOf('filling_owner') }
  await bootstrapAuth(readConfig(AuthBootstrapConfig, owner), log)
  const forBootstrap = { ...owner, NATS_URL: broker.urlOf('scheduler-bootstrap') }
  await bootstrapScheduler(readConfig(BootstrapConfig, forBootstrap), log)

  const waiting = { ...local, MIGRATIONS: 'wait' }
  const forAuth = { ...waiting, DATABASE_URL: database.urlOf('filling_auth'), AUTH_KEY_SECRET: 'x'.repeat(32) }
  const { url: AUTH_URL } = keep(await composeAuth(readConfig(AuthConfig, forAuth), log))
  const forScheduler = { ...waiting, AUTH_URL, DATABASE_URL: database.urlOf('filling_scheduler') }
  const forApi = { ...forScheduler, NATS_URL: broker.urlOf('scheduler-api') }
  const { url: SCHEDULER_URL } = keep(await composeApi(readConfig(SchedulerApiConfig, forApi), log))
  const forSolver = {
    ...forScheduler,
    NATS_URL: broker.urlOf('scheduler-solver'),
    SOLVER_SLOTS_FAST: '1',
    SOLVER_SLOTS_EXACT: '1',
  }
  keep(await composeSolver(readConfig(SolverConfig, forSolver), log))
  const forExport = { ...local, AUTH_URL, SCHEDULER_URL }
  const { url: EXPORT_URL } = keep(await composeExport(readConfig(ExportConfig, forExport), log))
  const forGateway = {
    HOST: '127.0.0.1',
    GATEWAY_PORT: '0',
    AUTH_URL,
    SCHEDULER_URL,
    EXPORT_URL,
    NATS_URL: broker.urlOf('gateway'),
  }
  const { url } = keep(await composeGateway(readConfig(GatewayConfig, forGateway), log))

  const open = parts.move()
  return { url, database, broker, close: () => open.disposeAsync() }
}
