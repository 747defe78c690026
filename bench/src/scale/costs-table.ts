import type { Connections } from '../adapters/counters.ts'
import type { Cost } from './costs.ts'
import { bytes, markdown, short } from './markdown.ts'
import type { Memory } from './memory.ts'
import type { Standing } from './snapshot.ts'
import { kinds } from './system.ts'

const lines: readonly (readonly [string, (cost: Cost) => string])[] = [
  ...kinds.map((kind) => [`${kind}, CPU ms`, (cost: Cost) => short(cost.cpuMs[kind])] as const),
  ['PostgreSQL: commits', ({ commits }) => short(commits)],
  ['… that write', ({ writes }) => short(writes)],
  ['… write-ahead log', ({ walBytes }) => bytes(walBytes)],
  ['stays: schedule and plan, with indexes', ({ scheduleBytes }) => bytes(scheduleBytes)],
  ['stays: lots and rules', ({ inputBytes }) => bytes(inputBytes)],
  ['stays: audit', ({ auditBytes }) => bytes(auditBytes)],
  ['NATS: messages in and out', ({ messages }) => short(messages)],
  ['… their bytes', ({ messageBytes }) => bytes(messageBytes)],
  ['… stored by JetStream', ({ storedMessages }) => short(storedMessages)],
  ['… one fact in EVENTS', ({ factBytes }) => bytes(factBytes)],
  ['read by the planner: schedule', ({ planBytes }) => bytes(planBytes)],
  ['… export as JSON', ({ jsonBytes }) => bytes(jsonBytes)],
  ['… export as CSV', ({ csvBytes }) => bytes(csvBytes)],
]

export const costsTable = (costs: readonly Cost[]): string =>
  markdown(
    ['a job', ...costs.map(({ name, lots }) => `${lots} lots, ${name}`)],
    lines.map(([what, cell]) => [what, ...costs.map(cell)]),
  )

export interface Standings {
  readonly standing: Standing
  readonly memory: Memory
  readonly connections: readonly Connections[]
}

/** What is there whether anybody plans or not. */
export const standingTable = ({ standing, memory, connections }: Standings): string =>
  markdown(
    ['of the system', ''],
    [
      ...kinds.map((kind) => [`${kind}, CPU ms a second while idle`, short(standing.cpuMs[kind])]),
      ['commits a second while idle', short(standing.commits)],
      ['messages a second while idle', short(standing.messages)],
      ...kinds.map((kind) => [`memory of one ${kind} process, at most`, bytes(memory.mostMb[kind] * 1_048_576)]),
      ['memory of one more solver thread', bytes(memory.threadMb * 1_048_576)],
      ...connections.map(({ name, count }) => [`connections of \`${name}\` after all this`, String(count)]),
    ],
  )
