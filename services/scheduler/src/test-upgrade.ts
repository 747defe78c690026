import {
  type ConsumerDefinition,
  check,
  consumers,
  type Lane,
  lanes,
  ScheduleResult,
  scheduleCompletedV1,
  solveRequestedV1,
  solverConsumers,
  streams,
  traffic,
} from '@filling/contracts'
import { migrate, openDatabase } from '@filling/database'
import { type Bus, done, inProcessBus, retry } from '@filling/messaging'
import { createLogger, readConfig, tokenAudience, tokenIssuer } from '@filling/service-kit'
import { freshDatabase } from '@filling/test-kit'
import { samplesOf, signer, stubService } from '@filling/test-kit/contract'
import { type ReleasedDatabase, type Replay, replay } from '@filling/test-kit/upgrade'
import type { Db } from './adapters/rows.ts'
import { composeApi, composeSolver, SchedulerApiConfig, SolverConfig } from './compose.ts'
import { migrations } from './migrations/index.ts'

const log = createLogger('upgrade', 'silent')
const leaseMs = 15_000
const result = JSON.stringify(samplesOf(ScheduleResult)[0])

/** A database and a broker that two releases share, and both of them to be started and stopped. */
export const startUpgrade = async (released: ReleasedDatabase) => {
  const parts = new AsyncDisposableStack()
  const fresh = parts.adopt(await freshDatabase(), (it) => it.drop())
  const db: Db = parts.adopt(openDatabase({ url: fresh.url, log, applicationName: 'test' }), (it) => it.destroy())
  const { jwks, tokenOf } = signer({ issuer: tokenIssuer, audience: tokenAudience })
  const keys = { status: 200, type: 'application/json', body: JSON.stringify(jwks) }
  const auth = parts.adopt(await stubService(traffic.auth.serves, { jwks: keys }), (it) => it.close())
  const before = parts.adopt(await replay(fresh.url, released), (it) => it.close())
  const bus = parts.adopt(inProcessBus({ log }), (it) => it.close())
  const completions = await hearCompletions(bus)
  const theirs = Object.fromEntries(released.migrations.map((name) => [name, migrations[name]!]))
  const env = { HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'silent', DATABASE_URL: fresh.url, NATS_URL: 'nats://unused' }
  return {
    ...{ db, before, completions, url: fresh.url },
    /** Migrations of the release alone; harmless where the schema is newer. */
    migrateBefore: () => migrate({ db, schema: 'scheduling', migrations: theirs, log }),
    startApi: async () => {
      const config = readConfig(SchedulerApiConfig, { ...env, AUTH_URL: auth.url, SWEEP_SECONDS: '0.2' })
      const api = await composeApi(config, log, { bus })
      const call = (path: string, init: RequestInit = {}) => {
        const headers = { authorization: `Bearer ${tokenOf(1)}`, 'content-type': 'application/json' }
        return fetch(api.url + path, { ...init, headers })
      }
      return { call, close: () => api.close() }
    },
    startSolver: () =>
      composeSolver(readConfig(SolverConfig, { ...env, SOLVER_SLOTS_FAST: '1', SOLVER_SLOTS_EXACT: '1' }), log, {
        bus,
      }),
    startSolverBefore: () => solverBefore(before, bus),
    startRelayBefore: () => relayBefore(before, bus),
    close: () => parts.disposeAsync(),
  }
}

const listener: ConsumerDefinition = {
  stream: 'EVENTS',
  durable: 'test-completed',
  filterSubject: scheduleCompletedV1.subject,
  ackWaitMs: leaseMs,
  maxDeliver: 100,
  maxAckPending: 100,
}

/** The schedules whose completion whoever listens to the broker has heard of; once for each time that it was told. */
const hearCompletions = async (bus: Bus): Promise<readonly number[]> => {
  await bus.bootstrap({ streams, consumers: [...consumers, listener] })
  const heard: number[] = []
  const read = (data: unknown) => check(scheduleCompletedV1.data, data)
  bus.consume({ consumer: listener, concurrency: 1, read }, async ({ data }) => {
    heard.push(data.scheduleId)
    return done
  })
  return heard
}

/** The solver of the release: its statements and its handling of them, on both lanes. */
const solverBefore = (before: Replay, bus: Bus) => {
  const solve = async (scheduleId: number) => {
    const [claim] = await before.run('claim', { scheduleId, leaseMs })
    if (!claim) {
      const [row] = await before.run('standing', { scheduleId })
      return (row?.standing ?? 'over') === 'over' ? done : retry(200)
    }
    const { epoch } = claim
    await before.run('extend', { scheduleId, epoch, leaseMs, progress: null })
    await before.run('complete', { scheduleId, epoch, result, progress: null })
    return done
  }
  const consumptions = lanes.map((lane: Lane) =>
    bus.consume(
      { consumer: solverConsumers[lane], concurrency: 1, read: (data) => check(solveRequestedV1[lane].data, data) },
      async ({ data }) => solve(data.scheduleId),
    ),
  )
  return { close: async () => void (await Promise.all(consumptions.map((consumption) => consumption.stop()))) }
}

/** What the api of the release does besides answering: it sends what lies in the outbox. */
const relayBefore = (before: Replay, bus: Bus) => {
  let open = true
  const relay = async () => {
    while (open) {
      const rows = await before.run('outboxRead')
      for (const { message_id, subject, data } of rows)
        await bus.publish({ id: String(message_id), subject: String(subject), data })
      await before.run('outboxDelete', { ids: rows.map(({ id }) => id) })
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  const relaying = relay()
  return {
    close: () => {
      open = false
      return relaying
    },
  }
}
