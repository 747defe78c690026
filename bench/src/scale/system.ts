import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { embeddedPostgres, natsProcess } from '@filling/servers'
import { type Service, startService } from './service.ts'

export interface System {
  readonly authUrl: string
  readonly apiUrl: string
  readonly exportUrl: string
  readonly databaseUrl: string
  /** Of the nats-server, over HTTP. */
  readonly monitorUrl: string
  /** Starts or stops solvers until there are so many. */
  scaleTo(solvers: number): Promise<void>
  /** A solver of another size, for as long as `look` takes. */
  withSolver<T>(slots: Slots, look: (pid: number) => Promise<T>): Promise<T>
  /** By kind of process. */
  pids(): Readonly<Record<Kind, readonly number[]>>
  close(): Promise<void>
}

export const kinds = ['api', 'solver', 'postgres', 'nats'] as const
export type Kind = (typeof kinds)[number]

export interface Slots {
  readonly fast: number
  readonly exact: number
}

/** Of each solver: what the deployments in `deploy` give it. */
export const slots: Slots = { fast: 1, exact: 1 }

const slotsEnv = ({ fast, exact }: Slots) => ({ SOLVER_SLOTS_FAST: String(fast), SOLVER_SLOTS_EXACT: String(exact) })

/** Every part a process of its own on real servers, as in a cluster. Newest part closes first. */
export const startSystem = async (): Promise<System> => {
  await using parts = new AsyncDisposableStack()
  const keep = <T extends { close(): Promise<void> }>(part: T): T => parts.adopt(part, () => part.close())
  const folder = await mkdtemp(join(tmpdir(), 'filling-scale-'))
  parts.defer(() => rm(folder, { recursive: true, force: true }))
  const postgres = keep(await embeddedPostgres({ dataDir: join(folder, 'postgres') }))
  const broker = await natsProcess({ storeDir: join(folder, 'nats'), monitored: true })
  if (!broker?.monitorUrl) throw new Error('There is no nats-server on the PATH: see the README')
  const nats = keep(broker)

  const servers = { DATABASE_URL: postgres.url, NATS_URL: nats.url }
  const auth = keep(await startService('services/auth/src/main.ts', { ...servers, AUTH_KEY_SECRET: 'x'.repeat(32) }))
  const api = keep(await startService('services/scheduler/src/api-main.ts', { ...servers, AUTH_URL: auth.url }))
  const files = { AUTH_URL: auth.url, SCHEDULER_URL: api.url }
  const exporter = keep(await startService('services/export/src/main.ts', files))
  const solvers: Service[] = []
  parts.defer(async () => void (await Promise.all(solvers.map((solver) => solver.close()))))
  const solver = (size: Slots) =>
    startService('services/scheduler/src/solver-main.ts', { ...servers, ...slotsEnv(size) })

  const open = parts.move()
  return {
    ...{ authUrl: auth.url, apiUrl: api.url, exportUrl: exporter.url },
    ...{ databaseUrl: postgres.url, monitorUrl: broker.monitorUrl },
    async scaleTo(count) {
      while (solvers.length < count) solvers.push(await solver(slots))
      while (solvers.length > count) await solvers.pop()?.close()
    },
    async withSolver(size, look) {
      const extra = await solver(size)
      try {
        return await look(extra.pid)
      } finally {
        await extra.close()
      }
    },
    pids: () => ({
      ...{ api: [api.pid], postgres: [postgres.pid], nats: [nats.pid] },
      solver: solvers.map(({ pid }) => pid),
    }),
    close: () => open.disposeAsync(),
  }
}
