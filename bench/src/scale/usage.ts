import { readFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { cpuTimeOf } from '../api/cpu-time.ts'
import { type Kind, kinds, type System } from './system.ts'

/** CPU milliseconds of each kind of process since its start, and of the machine. */
export interface Usage {
  readonly atMs: number
  readonly of: Readonly<Record<Kind, number>>
  /** Whoever submits and looks. */
  readonly bench: number
  /** Of all cores, whoever used them. */
  readonly machine: number
}

export const usage = async (system: Pick<System, 'pids'>): Promise<Usage> => {
  const pids = system.pids()
  const sums = await Promise.all(kinds.map(async (kind) => [kind, await cpuMs(pids[kind])] as const))
  const { user, system: kernel } = process.cpuUsage()
  return {
    atMs: performance.now(),
    of: Object.fromEntries(sums) as Record<Kind, number>,
    bench: (user + kernel) / 1_000,
    machine: cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0),
  }
}

const cpuMs = async (pids: readonly number[]): Promise<number> => {
  const families = await Promise.all(pids.map(cpuTimeOf))
  return families.flatMap((family) => [...family.values()]).reduce((sum, ms) => sum + ms, 0)
}

export const usageSince = (before: Usage, after: Usage): Usage => ({
  atMs: after.atMs - before.atMs,
  of: Object.fromEntries(kinds.map((kind) => [kind, after.of[kind] - before.of[kind]])) as Record<Kind, number>,
  bench: after.bench - before.bench,
  machine: after.machine - before.machine,
})

/** Megabytes that a process holds in memory: now, and the most until now. Linux only, as the CPU times. */
export const memoryOf = async (pid: number): Promise<{ readonly nowMb: number; readonly mostMb: number }> => {
  const text = await readFile(`/proc/${pid}/status`, 'utf8')
  const mb = (name: string) => Number(new RegExp(`^${name}:\\s*(\\d+) kB`, 'm').exec(text)?.[1]) / 1_024
  return { nowMb: mb('VmRSS'), mostMb: mb('VmHWM') }
}
