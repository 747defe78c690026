import { setTimeout as pause } from 'node:timers/promises'
import { type Kind, kinds, type System, slots } from './system.ts'
import { memoryOf } from './usage.ts'

export interface Memory {
  /** The most that one process of each kind has held so far, in megabytes; of PostgreSQL without its sessions. */
  readonly mostMb: Readonly<Record<Kind, number>>
  /** Another thread of a solver that has not planned yet. */
  readonly threadMb: number
}

const moreThreads = 4
/** Threads start beside the process and load what they will need. */
const startedAfterMs = 4_000

export const measureMemory = async (system: System): Promise<Memory> => {
  const pids = system.pids()
  const most = async (kind: Kind) => [kind, (await memoryOf(pids[kind][0] as number)).mostMb] as const
  const mostMb = Object.fromEntries(await Promise.all(kinds.map(most))) as Record<Kind, number>
  const fresh = (fast: number) =>
    system.withSolver({ ...slots, fast }, async (pid) => {
      await pause(startedAfterMs)
      return (await memoryOf(pid)).nowMb
    })
  const threadMb = ((await fresh(slots.fast + moreThreads)) - (await fresh(slots.fast))) / moreThreads
  return { mostMb, threadMb }
}
