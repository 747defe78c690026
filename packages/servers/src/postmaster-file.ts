import { existsSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** Line 1 of postmaster.pid is the process, line 8 what it is doing (PostgreSQL's miscadmin.h). */
const readPostmasterFile = (cluster: string): { pid: number; ready: boolean } | undefined => {
  const path = join(cluster, 'postmaster.pid')
  if (!existsSync(path)) return undefined
  const lines = readFileSync(path, 'utf8').split('\n')
  return { pid: Number(lines[0]), ready: lines[7]?.trim() === 'ready' }
}

export const isReady = (cluster: string, pid: number): boolean => {
  const file = readPostmasterFile(cluster)
  return file?.pid === pid && file.ready
}

/** Longer than a busy server needs to stop after its owner was killed. */
const goneWithinMs = 10_000

/**
 * After a SIGKILL the file names a server that is just being stopped by its guardian, or a process number that
 * somebody else has got meanwhile (usual in containers). Waits for the first, forgets the second. Where there is no
 * /proc to tell them apart, PostgreSQL judges its own file.
 */
export const clearStalePostmaster = async (cluster: string): Promise<void> => {
  const file = readPostmasterFile(cluster)
  if (!file || !existsSync('/proc/self/cwd')) return
  const deadline = performance.now() + goneWithinMs
  while (worksIn(file.pid, cluster)) {
    if (performance.now() > deadline) throw new Error(`${cluster} is in use by the PostgreSQL process ${file.pid}`)
    await pause(50)
  }
  rmSync(join(cluster, 'postmaster.pid'), { force: true })
}

/** A PostgreSQL server's working directory is its cluster. */
const worksIn = (pid: number, cluster: string): boolean => {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster)
  } catch {
    return false
  }
}
