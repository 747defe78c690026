import { setTimeout as pause } from 'node:timers/promises'
import { eventually } from '@filling/test-kit'
import { proof } from '../system/jobs.ts'
import { watchRecovery } from '../system/recovery.ts'
import type { System } from '../system/system.ts'

/** On each of the two solvers that are used here; then either can carry all of it. */
export const jobsEach = 6
const patience = { withinMs: 120_000 }

/** Proofs that outlast the measure, begun at different times, so that their leases end at different times. */
const load = async ({ planner, db }: System, name: string): Promise<number[]> => {
  const ids: number[] = []
  for (let n = 0; n < jobsEach; n += 1) {
    const id = await planner.submit(`${name} ${n}`, proof(600))
    if (id !== undefined) ids.push(id)
    await pause(700)
  }
  await eventually(async () => (await db.rows(ids)).every(({ status }) => status === 'running'), patience)
  return ids
}

const begunAgainAfter = (system: System, ids: readonly number[], from: number): number[] =>
  system.history.entries
    .slice(from)
    .flatMap((entry) => (entry.kind === 'recovered' && ids.includes(entry.id) ? [entry.afterMs] : []))

/** Kills a solver in the middle of its work. Milliseconds until each of its jobs was begun again by another. */
export const killOne = async (system: System, round: number): Promise<number[]> => {
  const ids = await load(system, `killed ${round}`)
  const from = system.history.entries.length
  const watch = await watchRecovery(system)
  await system.solvers[round % 2]?.kill()
  watch.begin()
  // Whatever ran on the other solver goes on there.
  await pause(25_000)
  const found = begunAgainAfter(system, ids, from)
  await tidy(system, round, ids)
  return found
}

export interface HandOver {
  readonly exitMs: number
  readonly code: number | null
  /** Until each of its jobs was begun again. */
  readonly begunAgainMs: readonly number[]
  readonly attempts: readonly number[]
}

/** Asks a solver to stop in the middle of its work. */
export const stopOne = async (system: System, round: number): Promise<HandOver> => {
  const ids = await load(system, `stopped ${round}`)
  const from = system.history.entries.length
  const watch = await watchRecovery(system)
  watch.begin()
  const stopped = await system.solvers[round % 2]?.stop()
  await pause(5_000)
  const attempts = (await system.db.rows(ids)).map(({ attempt }) => attempt)
  const begunAgainMs = begunAgainAfter(system, ids, from)
  await tidy(system, round, ids)
  return { exitMs: stopped?.afterMs ?? Number.NaN, code: stopped?.code ?? null, begunAgainMs, attempts }
}

const tidy = async (system: System, round: number, ids: readonly number[]): Promise<void> => {
  await Promise.all(ids.map((id) => system.planner.remove(id)))
  const again = system.startSolver(round % 2)
  system.solvers[round % 2] = again
  await again.ready
}
