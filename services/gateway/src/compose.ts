import { jetStreamBus, watchBus } from '@filling/messaging'
import {
  httpApp,
  keysOfAuth,
  type Logger,
  listen,
  listenForMetrics,
  openInstruments,
  tokenVerifier,
  upstream,
} from '@filling/service-kit'
import packageJson from '../package.json' with { type: 'json' }
import { admit, templateOf } from './access/admit.ts'
import { allowOrigins } from './access/cors.ts'
import { openServices, readinessOfServices } from './adapters/services.ts'
import { sharedLimits } from './adapters/shared-limits.ts'
import type { GatewayConfig } from './config.ts'
import { limitSignIn } from './limits/sign-in.ts'
import { type LiveGiven, openLive } from './live/open-live.ts'
import { seatsPerUser } from './live/seats.ts'
import { limitBody } from './proxy/body.ts'
import { forward } from './proxy/forward.ts'
import { docsRoutes } from './routes/docs.ts'
import { documentRoutes } from './routes/documents.ts'

export { GatewayConfig } from './config.ts'

/** A planner sends one at a time, a program a few. */
const uploadsPerUser = 8

/** Starts the gateway; it needs nothing to be up before it, and says so in `/readyz` while something is missing. */
export const composeGateway = async (config: GatewayConfig, log: Logger, given: LiveGiven = {}) => {
  await using starting = new AsyncDisposableStack()
  const instruments = await openInstruments('gateway', log)
  starting.defer(() => instruments.close())
  const services = openServices(config)
  for (const pool of Object.values(services)) starting.defer(() => pool.close())

  const uploads = { scheduler: upstream(config.SCHEDULER_URL), seats: seatsPerUser(uploadsPerUser, 'large uploads') }
  starting.defer(() => uploads.scheduler.close())

  const verifier = tokenVerifier(keysOfAuth(config.AUTH_URL))
  const bus = given.bus ?? jetStreamBus({ url: config.NATS_URL, name: 'gateway', log })
  if (!given.bus) starting.defer(() => bus.close())
  starting.adopt(watchBus(bus, instruments.meters), (watch) => watch.stop())
  const limits = sharedLimits(bus, log)
  starting.defer(() => limits.close())
  const live = openLive({ config, log, bus, services, verifier, given })
  const app = httpApp({
    log,
    instruments,
    metrics: 'elsewhere',
    browsers: true,
    routeOf: templateOf,
    checks: readinessOfServices(services),
    routes: [
      ...allowOrigins(config.CORS_ORIGINS),
      docsRoutes(),
      documentRoutes(packageJson.version),
      limitBody,
      admit({ verifier, perCaller: limits.perMinute('caller', config.RATE_LIMIT_PER_MINUTE) }),
      limitSignIn(limits.perMinute('sign-in', config.SIGN_IN_LIMIT_PER_MINUTE)),
      ...live.handlers,
      forward({ services, uploads, timeoutMs: config.UPSTREAM_TIMEOUT_SECONDS * 1_000 }),
    ],
  })
  if (config.METRICS_PORT !== undefined) {
    const metrics = await listenForMetrics({ port: config.METRICS_PORT, host: config.HOST })
    starting.defer(() => metrics.close())
  }
  app.set('trust proxy', config.TRUSTED_PROXIES)
  const server = await listen(app, { port: config.GATEWAY_PORT, host: config.HOST, upgrades: live.upgradesOf(app) })
  starting.defer(() => server.close())
  starting.defer(() => live.leave())

  const running = starting.move()
  return { url: server.url, close: () => running.disposeAsync() }
}
