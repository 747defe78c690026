import { consumers, progressSubject, type ScheduleState, streams } from '@filling/contracts'
import { openDatabase, readySchema } from '@filling/database'
import { type Bus, jetStreamBus, kyselyOutbox, outboxRelay, watchBus } from '@filling/messaging'
import {
  httpApp,
  keysOfAuth,
  type Logger,
  listen,
  openInstruments,
  requireCaller,
  tokenVerifier,
} from '@filling/service-kit'
import { dispatchLane } from './adapters/dispatch-sql.ts'
import { purgeOld } from './adapters/purge-sql.ts'
import { readLanes, readMessages } from './adapters/queue-sql.ts'
import { requestReader } from './adapters/request-reader.ts'
import type { Db } from './adapters/rows.ts'
import { schemaIsReady } from './adapters/schema-version.ts'
import { sweepLane } from './adapters/sweep-sql.ts'
import { apiRoutes } from './api-routes.ts'
import type { SchedulerApiConfig } from './config.ts'
import { startDispatcher } from './dispatcher.ts'
import { requestRole } from './migrations/0005-row-security.ts'
import { migrations } from './migrations/index.ts'
import { startPurger } from './purger.ts'
import { startSweeper } from './sweeper.ts'
import { countedSweep } from './watching/counted-sweep.ts'
import { gaugeQueue } from './watching/queue-gauges.ts'

/** Serves the schedules, sends what they have to say, and looks after work that got lost. Newest part closes first. */
export const composeApi = async (
  config: SchedulerApiConfig,
  log: Logger,
  given: { readonly bus?: Bus } = {},
): Promise<{ url: string; close(): Promise<void> }> => {
  await using parts = new AsyncDisposableStack()
  const instruments = await openInstruments('scheduler-api', log)
  const { meters } = instruments
  parts.defer(() => instruments.close())

  const connect = { url: config.DATABASE_URL, log, applicationName: 'scheduler-api' }
  const db: Db = openDatabase(connect)
  parts.defer(() => db.destroy())
  const perOwner = { role: requestRole }
  const requests: Db = openDatabase({ ...connect, meters, perOwner })
  parts.defer(() => requests.destroy())
  await readySchema({ mode: config.MIGRATIONS, db, schema: 'scheduling', migrations, log })

  const { NATS_URL: url, NATS_REPLICAS: replicas } = config
  const bus = given.bus ?? jetStreamBus({ url, name: 'scheduler-api', log, replicas })
  if (!given.bus) parts.defer(() => bus.close())
  parts.adopt(watchBus(bus, meters), (watch) => watch.stop())
  gaugeQueue({ meters, bus, readLanes: readLanes(db), readMessages: readMessages(db) })
  bus.bootstrap({ streams, consumers }).catch((err) => log.error({ err }, 'streams and consumers are not as wanted'))
  const relay = outboxRelay({ store: kyselyOutbox(db, 'scheduling.outbox'), bus, log })
  parts.defer(() => relay.close())
  const dispatcher = startDispatcher({ dispatch: dispatchLane(db), bus, relay, log })
  parts.defer(() => dispatcher.close())
  const hints = bus.listen(progressSubject('*'), (state) => dispatcher.hear(state as ScheduleState))
  parts.defer(async () => hints.stop())
  const sweeper = startSweeper({
    sweep: countedSweep(sweepLane(db), meters),
    bus,
    onFound: dispatcher.ring,
    log,
    everyMs: config.SWEEP_SECONDS * 1_000,
    unclaimedMs: config.UNCLAIMED_SECONDS * 1_000,
  })
  parts.defer(() => sweeper.close())
  const ages = { auditDays: config.AUDIT_DAYS, deadMessageDays: config.DEAD_MESSAGE_DAYS }
  const purger = startPurger({ purge: purgeOld(db), ages, log })
  parts.defer(() => purger.close())
  const reader = requestReader()
  parts.defer(() => reader.close())

  const guard = requireCaller(tokenVerifier(keysOfAuth(config.AUTH_URL)))
  const app = httpApp({
    log,
    instruments,
    checks: { database: schemaIsReady(db), broker: () => bus.status() === 'connected' },
    routes: apiRoutes({ db, requests, bus, relay, dispatcher, reader, guard, log }),
  })
  const server = await listen(app, { port: config.PORT, host: config.HOST })
  parts.defer(() => server.close())

  const open = parts.move()
  return { url: server.url, close: () => open.disposeAsync() }
}
