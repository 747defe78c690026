import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  type ConsumerDefinition,
  check,
  lanes,
  type ScheduleDetail,
  scheduleCompletedV1,
  solverConsumers,
  streams,
} from '@filling/contracts'
import { done, jetStreamBus } from '@filling/messaging'
import { createLogger } from '@filling/service-kit'
import {
  type DatabaseRole,
  databaseWithRoles,
  eventually,
  freePort,
  natsServer,
  type Program,
  program,
  query,
} from '@filling/test-kit'
import { type ReleasedDatabase, unpackRelease } from '@filling/test-kit/upgrade'
import { keyServer, tokenOf } from './test-tokens.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const kept = new URL('../released/', import.meta.url)
const log = createLogger('upgrade', 'silent')

/** The releases that have left such a file: `.json` holds tables and statements, `.processes.br` what ran on them. */
export const releasesWith = (ending: '.json' | '.processes.br'): readonly string[] =>
  readdirSync(kept)
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length))

export const databaseOf = (release: string): ReleasedDatabase =>
  JSON.parse(readFileSync(new URL(`${release}.json`, kept), 'utf8')) as ReleasedDatabase

export interface Api {
  submit(body: unknown): Promise<number>
  call(path: string, init?: RequestInit): Promise<Response>
  stop(): Promise<void>
}

/** A database and a broker that two releases share, and the processes of both: each with no more rights than it needs. */
export const startUpgrade = async (release: string) => {
  await using parts = new AsyncDisposableStack()
  const before = parts.adopt(await unpackRelease(new URL(`${release}.processes.br`, kept)), (it) => it.remove())
  const database = parts.adopt(await databaseWithRoles(), (it) => it.drop())
  const nats = parts.adopt(await natsServer(), (it) => it.close())
  const keys = parts.adopt(await keyServer(), (it) => it.close())
  const processes = parts.use(new AsyncDisposableStack())

  const run = (file: string, role: DatabaseRole, port = 0) => {
    const env = {
      ...{ HOST: '127.0.0.1', PORT: String(port), LOG_LEVEL: 'info', SWEEP_SECONDS: '0.2' },
      ...{ DATABASE_URL: database.urlOf(role), NATS_URL: nats.url, AUTH_URL: keys.url },
      ...{ SOLVER_SLOTS_FAST: '1', SOLVER_SLOTS_EXACT: '1' },
      MIGRATIONS: role === 'filling_owner' ? 'run' : 'wait',
      // The same few programs start again and again.
      NODE_COMPILE_CACHE: join(before.folder, 'compiled'),
    }
    return processes.adopt(program(file, { cwd: root, env }), (it) => it.kill())
  }
  const serve = async (file: string, role: DatabaseRole) => {
    const port = await freePort()
    const running = run(file, role, port)
    const url = `http://127.0.0.1:${port}`
    const ready = eventually(async () => (await fetch(`${url}/readyz`)).ok)
    const failed = running.ended.then(() => {
      throw new Error(`${file} ended:\n${running.output()}`)
    })
    await Promise.race([ready, failed])
    failed.catch(() => undefined)
    return { url, ...running }
  }
  const api = async (file: string, role: DatabaseRole) => apiOf(await serve(file, role))
  const count = async (rows: string): Promise<number> =>
    (await query(database.urlOf('filling_owner'), `select from scheduling.${rows}`)).length
  const today = join(root, 'services/scheduler/src')
  const open = parts.move()
  return {
    /** Its api brings the schema up to date as it starts: 0.1.0 had no other way. */
    before: {
      api: () => api(join(before.folder, 'api-main.js'), 'filling_owner'),
      solver: () => serve(join(before.folder, 'solver-main.js'), 'filling_scheduler'),
    },
    today: {
      migrate: async () => run(join(today, 'bootstrap-main.ts'), 'filling_owner').ended,
      api: () => api(join(today, 'api-main.ts'), 'filling_scheduler'),
      solver: () => serve(join(today, 'solver-main.ts'), 'filling_scheduler'),
    },
    /** Jobs that nobody has announced to a solver yet. */
    unannounced: () => count(`schedule where status = 'pending' and announced_at is null`),
    completions: async () =>
      processes.adopt(await hearCompletions(nats.url, { posted: async () => (await count('outbox')) === 0 }), (it) =>
        it.close(),
      ),
    urlOf: database.urlOf,
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}

const apiOf = ({ url, stop }: Program & { readonly url: string }): Api => {
  const headers = { authorization: `Bearer ${tokenOf(1)}`, 'content-type': 'application/json' }
  const call = (path: string, init: RequestInit = {}): Promise<Response> => fetch(url + path, { ...init, headers })
  return {
    call,
    submit: async (body) => {
      const res = await call('/api/v1/schedule', { method: 'POST', body: JSON.stringify(body) })
      return ((await res.json()) as ScheduleDetail).id
    },
    stop: async () => void (await stop()),
  }
}

export type Upgrade = Awaited<ReturnType<typeof startUpgrade>>

const listener: ConsumerDefinition = {
  stream: 'EVENTS',
  durable: 'test-completed',
  filterSubject: scheduleCompletedV1.subject,
  ackWaitMs: 15_000,
  maxDeliver: 100,
  maxAckPending: 100,
}

/** The schedules whose completion whoever listens to the broker hears of; once for each time that it was told. */
const hearCompletions = async (natsUrl: string, outbox: { posted(): Promise<boolean> }) => {
  const bus = jetStreamBus({ url: natsUrl, name: 'listener', log })
  await bus.bootstrap({ streams, consumers: [listener] })
  const heard: number[] = []
  const read = (data: unknown) => check(scheduleCompletedV1.data, data)
  bus.consume({ consumer: listener, concurrency: 1, read }, async ({ data }) => {
    heard.push(data.scheduleId)
    return done
  })
  const isRead = async (consumer: ConsumerDefinition): Promise<boolean> => {
    const { waiting, inFlight } = await bus.backlog(consumer)
    return waiting + inFlight === 0
  }
  return {
    /** All of them, the lowest id first, when no solver is asked for anything any more and nothing is left to be told. */
    toTheEnd: async (): Promise<readonly number[]> => {
      for (const lane of lanes) await eventually(() => isRead(solverConsumers[lane]))
      await eventually(outbox.posted)
      await eventually(() => isRead(listener))
      return heard.toSorted((a, b) => a - b)
    },
    close: () => bus.close(),
  }
}
