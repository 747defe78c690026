import { checkOpen, type Lane, lanes, solveRequestedV1, solverConsumers } from '@filling/contracts'
import { openDatabase } from '@filling/database'
import { type Bus, jetStreamBus, watchBus } from '@filling/messaging'
import { httpApp, type Instruments, inMessageSpan, type Logger, listen, openInstruments } from '@filling/service-kit'
import { keepRejected } from './adapters/rejected-sql.ts'
import type { Db } from './adapters/rows.ts'
import { schemaIsReady } from './adapters/schema-version.ts'
import { solverThreads } from './adapters/solver-threads.ts'
import { schedulesAsWork } from './adapters/work-sql.ts'
import type { SolverConfig } from './config.ts'
import { type Cancellations, cancellations } from './handlers/cancellations.ts'
import { onSolveRequested } from './handlers/solve-requested.ts'
import { type JobMeters, jobMeters } from './watching/job-meters.ts'
import { watchedThreads } from './watching/watched-threads.ts'
import { watchedWork } from './watching/watched-work.ts'

/** Plans what the lanes bring, and keeps nothing. Stops taking work before anything else closes. */
export const composeSolver = async (
  config: SolverConfig,
  log: Logger,
  given: { readonly bus?: Bus } = {},
): Promise<{ url: string; close(): Promise<void> }> => {
  await using parts = new AsyncDisposableStack()
  const instruments = await openInstruments('scheduler-solver', log)
  parts.defer(() => instruments.close())

  const db: Db = openDatabase({
    url: config.DATABASE_URL,
    log,
    meters: instruments.meters,
    applicationName: 'scheduler-solver',
    // One for each job and some for heartbeats, so that no lease runs out in a queue.
    maxConnections: config.SOLVER_SLOTS_FAST + config.SOLVER_SLOTS_EXACT + 4,
  })
  parts.defer(() => db.destroy())
  const bus = given.bus ?? jetStreamBus({ url: config.NATS_URL, name: 'scheduler-solver', log })
  if (!given.bus) parts.defer(() => bus.close())
  parts.adopt(watchBus(bus, instruments.meters), (watch) => watch.stop())

  const checks = { database: schemaIsReady(db), broker: () => bus.status() === 'connected' }
  const server = await listen(httpApp({ log, instruments, checks, routes: [] }), {
    port: config.PORT,
    host: config.HOST,
  })
  parts.defer(() => server.close())

  const hints = cancellations(bus)
  parts.defer(() => hints.close())
  const { tracer } = instruments
  const meters = jobMeters(instruments.meters)
  const slots = slotsOf(config)
  instruments.meters.gauge('filling_solver_slots', 'Jobs that this process plans at once', ['lane'], () =>
    lanes.map((lane) => [{ lane }, slots[lane]]),
  )
  const stops = lanes.map((lane) =>
    startLane(lane, { config, slots: slots[lane], log, bus, hints, db, meters, tracer }),
  )
  // At once: whoever waits for its turn to stop hands its jobs over too late.
  parts.defer(async () => void (await Promise.all(stops.map((stop) => stop()))))

  const open = parts.move()
  return { url: server.url, close: () => open.disposeAsync() }
}

const slotsOf = (config: SolverConfig): Readonly<Record<Lane, number>> => ({
  fast: config.SOLVER_SLOTS_FAST,
  exact: config.SOLVER_SLOTS_EXACT,
})

interface LaneParts extends Pick<Instruments, 'tracer'> {
  readonly config: SolverConfig
  readonly slots: number
  readonly meters: JobMeters
  readonly log: Logger
  readonly bus: Bus
  readonly hints: Cancellations
  readonly db: Db
}

/** Each lane has threads of its own, so that a long proof never stands in front of a quick plan. */
const startLane = (lane: Lane, parts: LaneParts): (() => Promise<void>) => {
  const { config, slots, log, bus, hints, db, meters, tracer } = parts
  if (slots === 0) return async () => undefined

  const consumer = solverConsumers[lane]
  const threads = watchedThreads(solverThreads({ slots, heapMb: config.SOLVER_HEAP_MB }), meters)
  const work = watchedWork(schedulesAsWork(db, consumer.ackWaitMs), meters)
  const solve = onSolveRequested({
    work,
    threads,
    cancellations: hints,
    bus,
    nowMs: () => performance.now(),
    log,
    beatMs: consumer.ackWaitMs / 3,
    maxAttempts: config.SOLVER_ATTEMPTS,
  })
  const read = (data: unknown) => checkOpen(solveRequestedV1[lane].data, data)
  const handler: typeof solve = (message, delivery) =>
    inMessageSpan(tracer, { name: `solve ${lane}`, headers: message.headers }, () => solve(message, delivery))
  const consumption = bus.consume({ consumer, concurrency: slots, read, onReject: keepRejected(db) }, handler)
  return async () => {
    await consumption.stop()
    await threads.close()
  }
}
