import { setTimeout as pause } from 'node:timers/promises'
import { Piscina } from 'piscina'
import type { Job, Solved } from '../schedule.ts'

export interface SolverThreads {
  /** Rejects when the thread died or was aborted; what went wrong inside a job is part of {@link Solved}. */
  solve(job: Job, signal: AbortSignal): Promise<Solved>
  /** Ends every thread, and waits for them no longer than it is worth: they have nothing left to lose. */
  close(): Promise<void>
}

interface ThreadOptions {
  readonly slots: number
  readonly heapMb: number
  readonly entry?: URL
}

const planning = new URL('solver-thread.ts', import.meta.url)

/** Below whoever answers people: a proof may take every core, but only as long as nobody else wants it. */
const nice = 10

/** On a busy machine a thread of low priority gets to its own end only after many seconds. */
const endWithinMs = 1_000

/**
 * One thread a slot, started and warmed now, so that no job pays for it. An abort ends the thread, whatever it is
 * computing, and a new one takes its place; so does running out of memory, and it takes only its own job along.
 */
export const solverThreads = ({ slots, heapMb, entry = planning }: ThreadOptions): SolverThreads => {
  const pool = new Piscina({
    filename: entry.href,
    name: 'solve',
    minThreads: slots,
    maxThreads: slots,
    niceIncrement: nice,
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
  })
  // A thread that dies before its first job has nobody to tell; the pool replaces it.
  pool.on('error', () => undefined)
  return {
    solve: (job, signal) => pool.run(job, { signal }),
    close: () => Promise.race([pool.destroy(), pause(endWithinMs, undefined, { ref: false })]),
  }
}
