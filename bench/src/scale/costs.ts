import type { Database } from '../adapters/databases.ts'
import { evenly } from './arrivals.ts'
import type { Crowd } from './crowd.ts'
import { plain, sameJobs } from './mix.ts'
import { byKind, messageBytesOf, messagesOf, type Snapshot, type Standing, snapshot, standingOf } from './snapshot.ts'
import type { Kind, System } from './system.ts'
import { usageSince } from './usage.ts'

/** What one job costs besides its planning. */
export interface Cost {
  readonly name: string
  readonly lots: number
  readonly jobs: number
  readonly cpuMs: Readonly<Record<Kind, number>>
  readonly commits: number
  readonly writes: number
  readonly walBytes: number
  /** To the broker and from it: work, facts, hints, and what the protocol says besides. */
  readonly messages: number
  readonly messageBytes: number
  readonly storedMessages: number
  /** One fact on the disk of the broker. */
  readonly factBytes: number
  /** What stays in the database: schedule with plan, lots and rules, audit. */
  readonly scheduleBytes: number
  readonly inputBytes: number
  readonly auditBytes: number
  /** What its planner reads. */
  readonly planBytes: number
  readonly jsonBytes: number
  readonly csvBytes: number
}

interface Load {
  readonly name: string
  readonly lots: number
  readonly jobs: number
  /** Absent: all at once. */
  readonly perSecond?: number
}

export const loads: readonly Load[] = [
  { name: 'one at a time', lots: 15, jobs: 200, perSecond: 20 },
  { name: 'all at once', lots: 15, jobs: 1_000 },
  { name: 'all at once', lots: 500, jobs: 300 },
]

interface Parts {
  readonly system: System
  readonly crowd: Crowd
  readonly db: Database
}

export const measureCosts = async (
  parts: Parts,
  share: number,
): Promise<{ readonly costs: readonly Cost[]; readonly standing: Standing }> => {
  const { system, crowd, db } = parts
  const idle = await snapshot(system, db)
  let before = await snapshot(system, db)
  const standing = standingOf(idle, before)
  const costs: Cost[] = []
  for (const load of loads) {
    const count = Math.max(4, Math.round(load.jobs * share))
    const jobs = sameJobs(plain(load.lots), count, 1)
    const ids = await crowd.submit(jobs, load.perSecond ? evenly(count, load.perSecond) : undefined)
    await crowd.settled()
    const after = await snapshot(system, db)
    costs.push({ ...costOf(load, count, standing, before, after), ...(await answers(parts, ids[0] as number)) })
    before = after
  }
  return { costs, standing }
}

type Measured = Omit<Cost, 'planBytes' | 'jsonBytes' | 'csvBytes'>

const costOf = ({ name, lots }: Load, jobs: number, standing: Standing, a: Snapshot, b: Snapshot): Measured => {
  const spent = usageSince(a.settled, b.ended)
  const seconds = usageSince(a.settled, b.settled).atMs / 1_000
  const each = (before: number, after: number, aSecond = 0) => (after - before - aSecond * seconds) / jobs
  const facts = b.told.stored.EVENTS - a.told.stored.EVENTS
  return {
    ...{ name, lots, jobs },
    cpuMs: byKind((kind) => (spent.of[kind] - (standing.cpuMs[kind] * spent.atMs) / 1_000) / jobs),
    commits: each(a.counted.commits, b.counted.commits, standing.commits),
    writes: each(a.counted.writes, b.counted.writes),
    walBytes: each(a.counted.walBytes, b.counted.walBytes),
    messages: each(messagesOf(a), messagesOf(b), standing.messages),
    messageBytes: each(messageBytesOf(a), messageBytesOf(b), standing.messageBytes),
    storedMessages: each(a.told.stored.SOLVE, b.told.stored.SOLVE) + facts / jobs,
    factBytes: (b.told.eventsBytes - a.told.eventsBytes) / facts,
    scheduleBytes: each(a.sizes.schedule, b.sizes.schedule),
    inputBytes: each(a.sizes.input, b.sizes.input),
    auditBytes: each(a.sizes.audit, b.sizes.audit),
  }
}

const answers = async (
  { system, crowd }: Parts,
  id: number,
): Promise<Pick<Cost, 'planBytes' | 'jsonBytes' | 'csvBytes'>> => ({
  planBytes: await crowd.bytesOf(id, system.apiUrl, `/api/v1/schedule/${id}`),
  jsonBytes: await crowd.bytesOf(id, system.exportUrl, `/api/v1/schedule/${id}/export?format=json`),
  csvBytes: await crowd.bytesOf(id, system.exportUrl, `/api/v1/schedule/${id}/export?format=csv`),
})
