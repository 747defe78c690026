import { setTimeout as pause } from 'node:timers/promises'
import { quick } from '../system/jobs.ts'
import type { System } from '../system/system.ts'

/** Planners who send the next job when the last one is planned. */
const planners = 8
const beforeMs = 12_000
/** The first seconds warm everything up. */
const countedMs = 5_000
const afterMs = 40_000
/** In which completions are counted. */
const windowMs = 3_000

export interface Dip {
  readonly perSecondBefore: number
  /** From the strike until nine tenths of that are planned again, in a window of 3 s; undefined: not within 40 s. */
  readonly recoveredMs: number | undefined
  readonly submitted: number
  readonly completed: number
}

/** Throughput of small jobs, and what a fault of a server does to it. */
export const measureDip = async (system: System, name: string, strike: () => Promise<unknown>): Promise<Dip> => {
  const endedAt: number[] = []
  const ids: number[] = []
  let stopping = false
  const plan = async (planner: number): Promise<void> => {
    for (let n = 0; !stopping; n += 1) {
      const id = await system.planner.submit(`${name} ${planner}.${n}`, quick)
      if (id === undefined) continue
      ids.push(id)
      await untilOver(system, id)
      endedAt.push(performance.now())
    }
  }
  const working = Array.from({ length: planners }, (_, planner) => plan(planner))
  await pause(beforeMs)
  const struckAt = performance.now()
  const before = countIn(endedAt, struckAt - countedMs, struckAt) / (countedMs / 1_000)
  await strike()
  await pause(Math.max(0, struckAt + afterMs - performance.now()))
  stopping = true
  await Promise.all(working)
  const rows = await system.db.rows(ids)
  return {
    perSecondBefore: before,
    recoveredMs: recoveredAfter(endedAt, struckAt, before),
    submitted: ids.length,
    completed: rows.filter(({ status }) => status === 'completed').length,
  }
}

/** Facts tell at once; the row tells when a fact got lost. */
const untilOver = async ({ told, db }: System, id: number): Promise<void> => {
  for (let looks = 1; !told.has(`${id}:completed`); looks += 1) {
    await pause(5)
    if (looks % 200 === 0 && (await db.rows([id])).every(({ completedAt }) => completedAt !== null)) return
  }
}

const countIn = (times: readonly number[], from: number, to: number): number =>
  times.filter((at) => at > from && at <= to).length

/** The dip begins when completions stop, so a window that lies wholly after the strike has to be full again. */
const recoveredAfter = (endedAt: readonly number[], struckAt: number, perSecond: number): number | undefined => {
  const wanted = 0.9 * perSecond * (windowMs / 1_000)
  for (let end = struckAt + windowMs; end <= struckAt + afterMs; end += 100)
    if (countIn(endedAt, end - windowMs, end) >= wanted) return end - struckAt
  return undefined
}
