import { setTimeout as pause } from 'node:timers/promises'
import { databaseCounters, tableSizes } from '../adapters/counters.ts'
import type { Database } from '../adapters/databases.ts'
import { brokerCounters } from './broker.ts'
import { type Kind, kinds, type System } from './system.ts'
import { usage, usageSince } from './usage.ts'

/** After so long every process of PostgreSQL has told what it counted. */
const toldAfterMs = 11_000

/** `ended` is when the work was done, `settled` when the counters of PostgreSQL had told of it. */
export const snapshot = async (system: System, db: Database) => {
  const ended = await usage(system)
  await pause(toldAfterMs)
  return {
    ended,
    settled: await usage(system),
    counted: await databaseCounters(db),
    sizes: await tableSizes(db),
    told: await brokerCounters(system.monitorUrl),
  }
}

export type Snapshot = Awaited<ReturnType<typeof snapshot>>

/** What the system does when nobody wants anything, a second. */
export interface Standing {
  readonly cpuMs: Readonly<Record<Kind, number>>
  readonly commits: number
  readonly messages: number
  readonly messageBytes: number
}

export const messagesOf = ({ told }: Snapshot): number => told.inMessages + told.outMessages
export const messageBytesOf = ({ told }: Snapshot): number => told.inBytes + told.outBytes

export const byKind = (of: (kind: Kind) => number): Readonly<Record<Kind, number>> =>
  Object.fromEntries(kinds.map((kind) => [kind, of(kind)])) as Record<Kind, number>

export const standingOf = (before: Snapshot, after: Snapshot): Standing => {
  const spent = usageSince(before.settled, after.settled)
  const each = (from: number, to: number): number => (1_000 * (to - from)) / spent.atMs
  return {
    cpuMs: byKind((kind) => each(0, spent.of[kind])),
    commits: each(before.counted.commits, after.counted.commits),
    messages: each(messagesOf(before), messagesOf(after)),
    messageBytes: each(messageBytesOf(before), messageBytesOf(after)),
  }
}
