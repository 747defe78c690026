import { type ConsumerDefinition, scheduleCompletedV1, solverConsumers } from '@filling/contracts'
import { type Bus, jetStreamBus } from '@filling/messaging'
import { eventually } from '@filling/test-kit'
import { rowsOf } from '../test-database.ts'
import { startScheduler } from '../test-scheduler.ts'

const allCompletions: ConsumerDefinition = {
  stream: 'EVENTS',
  durable: 'test',
  filterSubject: scheduleCompletedV1.subject,
  ackWaitMs: 5_000,
  maxDeliver: 5,
  maxAckPending: 100,
}

/** A scheduler to be mistreated. Its solvers are started by the test; lost work is looked for five times a second. */
export const startFaultySystem = async (env: Readonly<Record<string, string>> = {}) => {
  const parts = new AsyncDisposableStack()
  const quick = { SWEEP_SECONDS: '0.2', UNCLAIMED_SECONDS: '1' }
  const scheduler = parts.adopt(await startScheduler({ solver: false, env: { ...quick, ...env } }), (it) => it.close())

  const row = async (id: number) => (await rowsOf(scheduler.db, 'schedule')).find((schedule) => schedule.id === id)
  const openBus = (): Bus => {
    const bus = jetStreamBus({ url: scheduler.nats.url, name: 'test', log: scheduler.log })
    return parts.adopt(bus, (it) => it.close())
  }
  const untilIdle = (bus: Bus, consumer: ConsumerDefinition = solverConsumers.fast) =>
    eventually(async () => {
      const { waiting, inFlight } = await bus.backlog(consumer)
      return waiting + inFlight === 0
    })
  return {
    ...{ scheduler, row, openBus, untilIdle },
    untilRunning: (id: number) => eventually(async () => (await row(id))?.status === 'running'),
    startSolver: async () => parts.adopt(await scheduler.startSolver(), (it) => it.close()),
    /** Every completion fact that was ever sent. */
    completions: async (): Promise<unknown[]> => {
      const bus = openBus()
      const seen: unknown[] = []
      await eventually(async () => (await rowsOf(scheduler.db, 'outbox')).length === 0)
      await bus.bootstrap({ streams: [], consumers: [allCompletions] })
      bus.consume(
        { consumer: allCompletions, concurrency: 1, read: (value) => ({ ok: true, value }) },
        async ({ data }) => {
          seen.push(data)
          return { kind: 'done' }
        },
      )
      await untilIdle(bus, allCompletions)
      return seen
    },
    close: () => parts.disposeAsync(),
  }
}

export type FaultySystem = Awaited<ReturnType<typeof startFaultySystem>>
