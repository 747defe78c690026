import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ConsumerDefinition, check, type ScheduleDetail, scheduleCompletedV1, streams } from '@filling/contracts'
import { done, jetStreamBus } from '@filling/messaging'
import { createLogger } from '@filling/service-kit'
import { type DatabaseRole, databaseWithRoles, eventually, freePort, natsServer, program } from '@filling/test-kit'
import { unpackRelease } from '@filling/test-kit/upgrade'
import { keyServer, tokenOf } from './test-tokens.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const log = createLogger('upgrade', 'silent')

export interface Api {
  submit(body: unknown): Promise<number>
  call(path: string, init?: RequestInit): Promise<Response>
  stop(): Promise<void>
}

/** A database and a broker that two releases share, and the processes of both: each with no more rights than it needs. */
export const startUpgrade = async (release: string) => {
  await using parts = new AsyncDisposableStack()
  const kept = await unpackRelease(new URL(`../released/${release}.processes.br`, import.meta.url))
  parts.defer(() => kept.remove())
  const database = parts.adopt(await databaseWithRoles(), (it) => it.drop())
  const nats = parts.adopt(await natsServer(), (it) => it.close())
  const keys = parts.adopt(await keyServer(), (it) => it.close())
  const programs = parts.use(new AsyncDisposableStack())

  const run = (file: string, role: DatabaseRole, port = 0) => {
    const env = {
      ...{ HOST: '127.0.0.1', PORT: String(port), LOG_LEVEL: 'info', SWEEP_SECONDS: '0.2', MIGRATIONS: 'wait' },
      ...{ DATABASE_URL: database.urlOf(role), NATS_URL: nats.url, AUTH_URL: keys.url },
      ...{ SOLVER_SLOTS_FAST: '1', SOLVER_SLOTS_EXACT: '1' },
    }
    return programs.adopt(program(file, { cwd: root, env }), (it) => it.kill())
  }
  const serve = async (file: string, role: DatabaseRole) => {
    const port = await freePort()
    const process = run(file, role, port)
    const url = `http://127.0.0.1:${port}`
    const ready = eventually(async () => (await fetch(`${url}/readyz`)).ok, { withinMs: 60_000 })
    const failed = process.ended.then(() => {
      throw new Error(`${file} ended:\n${process.output()}`)
    })
    await Promise.race([ready, failed])
    failed.catch(() => undefined)
    return { url, ...process }
  }
  const api = async (file: string, role: DatabaseRole): Promise<Api> => {
    const process = await serve(file, role)
    const call = (path: string, init: RequestInit = {}): Promise<Response> => {
      const headers = { authorization: `Bearer ${tokenOf(1)}`, 'content-type': 'application/json' }
      return fetch(process.url + path, { ...init, headers })
    }
    return {
      call,
      submit: async (body) => {
        const res = await call('/api/v1/schedule', { method: 'POST', body: JSON.stringify(body) })
        return ((await res.json()) as ScheduleDetail).id
      },
      stop: async () => void (await process.stop()),
    }
  }
  const today = join(root, 'services/scheduler/src')
  const open = parts.move()
  return {
    /** It brought its schema up to date as it started; there was no `MIGRATIONS` yet. */
    before: {
      api: () => api(join(kept.folder, 'api-main.js'), 'filling_owner'),
      solver: () => serve(join(kept.folder, 'solver-main.js'), 'filling_scheduler'),
    },
    today: {
      migrate: async () => run(join(today, 'bootstrap-main.ts'), 'filling_owner').ended,
      api: () => api(join(today, 'api-main.ts'), 'filling_scheduler'),
      solver: () => serve(join(today, 'solver-main.ts'), 'filling_scheduler'),
    },
    completions: () => hearCompletions(nats.url),
    urlOf: database.urlOf,
    close: () => open.disposeAsync(),
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
const hearCompletions = async (natsUrl: string) => {
  const bus = jetStreamBus({ url: natsUrl, name: 'listener', log })
  await bus.bootstrap({ streams, consumers: [listener] })
  const heard: number[] = []
  const read = (data: unknown) => check(scheduleCompletedV1.data, data)
  bus.consume({ consumer: listener, concurrency: 1, read }, async ({ data }) => {
    heard.push(data.scheduleId)
    return done
  })
  return { heard: heard as readonly number[], close: () => bus.close() }
}
