import { AuthConfig, composeAuth } from '@filling/auth'
import { composeExport, ExportConfig } from '@filling/export'
import { composeGateway, GatewayConfig } from '@filling/gateway'
import type { Bus } from '@filling/messaging'
import { composeApi, composeSolver, SchedulerApiConfig, SolverConfig } from '@filling/scheduler'
import { createLogger, type Logger, readConfig } from '@filling/service-kit'
import type { Static, TObject } from 'typebox'
import type { StandaloneConfig } from './config.ts'

interface Surroundings {
  readonly config: StandaloneConfig
  /** Seals auth's signing keys. */
  readonly keySecret: string
  readonly databaseUrl: string
  readonly bus: Bus
}

interface Running {
  readonly url: string
  close(): Promise<void>
}

/** Starts the services in the order in which they need each other and answers the address of the door. */
export const startServices = async (
  { config, keySecret, databaseUrl, bus }: Surroundings,
  keep: <T extends Running>(part: T) => T,
): Promise<string> => {
  const inner = { HOST: '127.0.0.1', LOG_LEVEL: config.LOG_LEVEL, DATABASE_URL: databaseUrl, NATS_URL: 'nats://unused' }
  const named = (service: string): Logger => createLogger(service, config.LOG_LEVEL)

  const forAuth = settings(AuthConfig, { ...inner, PORT: config.AUTH_PORT, AUTH_KEY_SECRET: keySecret })
  const auth = keep(await composeAuth(forAuth, named('auth')))
  const known = { ...inner, AUTH_URL: auth.url }
  const forApi = settings(SchedulerApiConfig, { ...known, PORT: config.SCHEDULER_PORT })
  const scheduler = keep(await composeApi(forApi, named('scheduler-api'), { bus }))
  const forSolver = settings(SolverConfig, { ...inner, PORT: config.SOLVER_PORT })
  keep(await composeSolver(forSolver, named('scheduler-solver'), { bus }))
  const forExport = settings(ExportConfig, { ...known, PORT: config.EXPORT_PORT, SCHEDULER_URL: scheduler.url })
  const files = keep(await composeExport(forExport, named('export')))

  const forGateway = settings(GatewayConfig, {
    ...known,
    HOST: config.HOST,
    GATEWAY_PORT: config.GATEWAY_PORT,
    METRICS_PORT: config.METRICS_PORT ?? '',
    SCHEDULER_URL: scheduler.url,
    EXPORT_URL: files.url,
    RATE_LIMIT_PER_MINUTE: config.RATE_LIMIT_PER_MINUTE,
    SIGN_IN_LIMIT_PER_MINUTE: config.SIGN_IN_LIMIT_PER_MINUTE,
    CORS_ORIGINS: config.CORS_ORIGINS,
    TRUSTED_PROXIES: config.TRUSTED_PROXIES,
  })
  return keep(await composeGateway(forGateway, named('gateway'), { bus })).url
}

/** What is not said here stays as the service has it. */
const settings = <S extends TObject>(schema: S, values: Readonly<Record<string, string | number>>): Static<S> =>
  readConfig(schema, Object.fromEntries(Object.entries(values).map(([key, value]) => [key, String(value)])))
