import { readdir, readFile } from 'node:fs/promises'

/** CPU milliseconds of a process (`node`) and everything it started, by program. */
export type CpuTime = ReadonlyMap<string, number>

/** The kernel counts in these; the same on every Linux that Node runs on. */
const msPerTick = 10

interface Process {
  readonly pid: number
  readonly parent: number
  readonly program: string
  readonly ms: number
}

/**
 * Where the processor's time went, which a busy machine changes less than what the clock says. Linux only: elsewhere
 * nothing is known.
 */
export const cpuTimeOf = async (root: number): Promise<CpuTime> => {
  const all = await processes()
  const family = new Set([root])
  // A child always has a parent that is known by then: ids are sorted, and where they started again it is looked for twice.
  for (const { pid, parent } of [...all, ...all]) if (family.has(parent)) family.add(pid)
  const times = new Map<string, number>()
  for (const { pid, program, ms } of all) {
    const name = pid === root ? 'node' : program
    if (family.has(pid)) times.set(name, (times.get(name) ?? 0) + ms)
  }
  return times
}

export const cpuTimeSince = (before: CpuTime, after: CpuTime): CpuTime =>
  new Map([...after].map(([program, ms]) => [program, ms - (before.get(program) ?? 0)]))

const processes = async (): Promise<Process[]> => {
  const ids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name)).map(Number)
  const found = await Promise.all(ids.sort((a, b) => a - b).map(readProcess))
  return found.filter((process) => process !== undefined)
}

/** proc(5): the program in brackets, then state, parent, and as 14th to 17th user and system time, own and of ended children. */
const readProcess = async (pid: number): Promise<Process | undefined> => {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const end = text.lastIndexOf(')')
  const fields = text.slice(end + 2).split(' ')
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
  return { pid, parent: Number(fields[1]), program: text.slice(text.indexOf('(') + 1, end), ms: ticks * msPerTick }
}
