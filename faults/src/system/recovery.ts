import { setTimeout as pause } from 'node:timers/promises'
import type { System } from './system.ts'

interface Running {
  readonly id: number
  readonly epoch: number
}

export interface RecoveryWatch {
  /** The solver is dead; from now on it counts how long its work is in nobody's hands. */
  begin(): void
}

const looksMs = 50
const patienceMs = 60_000

/** Looks at all running work, because a row does not say who works on it: what is begun again later was the victim's. */
export const watchRecovery = async (system: Pick<System, 'db' | 'history'>): Promise<RecoveryWatch> => {
  const { db } = system
  const running = await db.query<Running>(`select id::int, epoch from scheduling.schedule where status = 'running'`)
  return { begin: () => void Promise.all(running.map((row) => follow(system, row, performance.now()))) }
}

const follow = async ({ db, history }: Pick<System, 'db' | 'history'>, { id, epoch }: Running, since: number) => {
  while (performance.now() - since < patienceMs) {
    const [now] = await db.rows([id]).catch(() => [])
    if (!now || (now.epoch === epoch && now.completedAt !== null)) return
    const afterMs = Math.round(performance.now() - since)
    if (now.epoch !== epoch && now.status !== 'pending') return history.note({ kind: 'recovered', id, afterMs })
    await pause(looksMs)
  }
}
