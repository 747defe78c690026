import { check, type Lane, lanes, solveRequestedV1, solverConsumers } from '@filling/contracts'
import { openDatabase } from '@filling/database'
import { type Bus, jetStreamBus } from '@filling/messaging'
import { httpApp, type Logger, listen, openInstruments } from '@filling/service-kit'
import { keepRejected } from './adapters/rejected-sql.ts'
import type { Db } from './adapters/rows.ts'
import { schemaIsReady } from './adapters/schema-version.ts'
import { solverThreads } from './adapters/solver-threads.ts'
import { schedulesAsWork } from './adapters/work-sql.ts'
import type { SolverConfig } from './config.ts'
import { type Cancellations, cancellations } from './handlers/cancellations.ts'
import { onSolveRequested } from './handlers/solve-requested.ts'

/** Plans what the lanes bring, and keeps nothing. Stops taking work before anything else closes. */
export const composeSolver = async (
  config: SolverConfig,
  log: Logger,
  given: { readonly bus?: Bus } = {},
): Promise<{ url: string; close(): Promise<void> }> => {
  await using parts = new AsyncDisposableStack()
  const instruments = await openInstruments('scheduler-solver', log)
  parts.defer(() => instruments.close())

  const slots = config.SOLVER_SLOTS_FAST + config.SOLVER_SLOTS_EXACT
  const db: Db = openDatabase({
    url: config.DATABASE_URL,
    log,
    applicationName: 'scheduler-solver',
    // One for each job and some for heartbeats, so that no lease runs out in a queue.
    maxConnections: slots + 4,
  })
  parts.defer(() => db.destroy())
  const bus = given.bus ?? jetStreamBus({ url: config.NATS_URL, name: 'scheduler-solver', log })
  if (!given.bus) parts.defer(() => bus.close())

  const checks = { database: schemaIsReady(db), broker: () => bus.status() === 'connected' }
  const server = await listen(httpApp({ log, instruments, checks, routes: [] }), {
    port: config.PORT,
    host: config.HOST,
  })
  parts.defer(() => server.close())

  const hints = cancellations(bus)
  parts.defer(() => hints.close())
  const stops = lanes.map((lane) => startLane(lane, { config, log, bus, hints, db }))
  // At once: whoever waits for its turn to stop hands its jobs over too late.
  parts.defer(async () => void (await Promise.all(stops.map((stop) => stop()))))

  const open = parts.move()
  return { url: server.url, close: () => open.disposeAsync() }
}

interface LaneParts {
  readonly config: SolverConfig
  readonly log: Logger
  readonly bus: Bus
  readonly hints: Cancellations
  readonly db: Db
}

/** Each lane has threads of its own, so that a long proof never stands in front of a quick plan. */
const startLane = (lane: Lane, { config, log, bus, hints, db }: LaneParts): (() => Promise<void>) => {
  const slots = lane === 'fast' ? config.SOLVER_SLOTS_FAST : config.SOLVER_SLOTS_EXACT
  if (slots === 0) return async () => undefined

  const consumer = solverConsumers[lane]
  const threads = solverThreads({ slots, heapMb: config.SOLVER_HEAP_MB })
  const work = schedulesAsWork(db, consumer.ackWaitMs)
  const handler = onSolveRequested({
    work,
    threads,
    cancellations: hints,
    bus,
    nowMs: () => performance.now(),
    log,
    beatMs: consumer.ackWaitMs / 3,
    maxAttempts: config.SOLVER_ATTEMPTS,
  })
  const read = (data: unknown) => check(solveRequestedV1[lane].data, data)
  const consumption = bus.consume({ consumer, concurrency: slots, read, onReject: keepRejected(db) }, handler)
  return async () => {
    await consumption.stop()
    await threads.close()
  }
}
