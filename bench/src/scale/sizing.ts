import { type StreamDefinition, streams } from '@filling/contracts'
import { type Cost, loads } from './costs.ts'
import type { Row } from './measure.ts'

/** Of what a day is assumed to be made. */
const assumed = {
  lots: 50,
  /** One schedule in so many wants a proof, and takes its whole time limit. */
  longEvery: 10,
  longSeconds: 30,
  /** What the busiest hour has of the day. */
  busiestHour: 0.2,
  /** How much of slots and cores may be taken in it, so that a job waits little. */
  taken: 0.7,
} as const

export interface Site {
  readonly name: string
  readonly schedulesPerDay: number
}

export const sites: readonly Site[] = [
  { name: 'one site', schedulesPerDay: 200 },
  { name: 'a company', schedulesPerDay: 20_000 },
  { name: 'a region', schedulesPerDay: 1_000_000 },
]

/** What is measured, a job. */
export interface PerJob {
  readonly quickSeconds: number
  readonly apiSeconds: number
  readonly postgresSeconds: number
  readonly natsSeconds: number
  readonly commits: number
  readonly walBytes: number
  readonly storedBytes: number
  readonly messages: number
  readonly factBytes: number
}

/** What a site needs in its busiest hour, and what a day leaves behind. */
export interface Need {
  readonly site: Site
  readonly jobsPerSecond: number
  readonly slotSecondsPerDay: number
  readonly quickSlots: number
  readonly longSlots: number
  readonly apiCores: number
  readonly postgresCores: number
  readonly natsCores: number
  readonly commitsPerSecond: number
  readonly messagesPerSecond: number
  readonly walBytesPerDay: number
  readonly storedBytesPerDay: number
  /** How far back the stream of facts reaches before it is full. */
  readonly eventsDays: number
}

/** From the smallest and the largest list that were measured, in a straight line. */
const between = (costs: readonly Cost[], lots: number, of: (cost: Cost) => number): number => {
  const [small, large] = costs.filter(({ name }) => name === loads.at(-1)?.name) as [Cost, Cost]
  return of(small) + ((of(large) - of(small)) * (lots - small.lots)) / (large.lots - small.lots)
}

/** CPU and commits as they are one at a time, where nothing is shared among jobs; bytes by the number of lots. */
export const perJobOf = (costs: readonly Cost[], quick: Pick<Row, 'cpuMsPerJob'>): PerJob => {
  const [single] = costs as [Cost]
  const stored = (cost: Cost) => cost.scheduleBytes + cost.inputBytes + cost.auditBytes
  return {
    quickSeconds: quick.cpuMsPerJob.solver / 1_000,
    apiSeconds: single.cpuMs.api / 1_000,
    postgresSeconds: single.cpuMs.postgres / 1_000,
    natsSeconds: single.cpuMs.nats / 1_000,
    commits: single.commits,
    messages: single.messages,
    factBytes: single.factBytes,
    walBytes: between(costs, assumed.lots, ({ walBytes }) => walBytes),
    storedBytes: between(costs, assumed.lots, stored),
  }
}

const events = streams.find(({ name }) => name === 'EVENTS') as StreamDefinition
const dayMs = 86_400_000
const factsPerJob = 2

export const needOf = (site: Site, each: PerJob): Need => {
  const { schedulesPerDay } = site
  const jobsPerSecond = (schedulesPerDay * assumed.busiestHour) / 3_600
  const long = 1 / assumed.longEvery
  const longSeconds = long * assumed.longSeconds
  const quickSeconds = (1 - long) * each.quickSeconds
  const needed = (seconds: number): number => (jobsPerSecond * seconds) / assumed.taken
  return {
    ...{ site, jobsPerSecond },
    slotSecondsPerDay: schedulesPerDay * (longSeconds + quickSeconds),
    quickSlots: needed(quickSeconds),
    longSlots: needed(longSeconds),
    apiCores: needed(each.apiSeconds),
    postgresCores: needed(each.postgresSeconds),
    natsCores: needed(each.natsSeconds),
    commitsPerSecond: jobsPerSecond * each.commits,
    messagesPerSecond: jobsPerSecond * each.messages,
    walBytesPerDay: schedulesPerDay * each.walBytes,
    storedBytesPerDay: schedulesPerDay * each.storedBytes,
    eventsDays: Math.min(events.maxAgeMs / dayMs, events.maxBytes / (factsPerJob * each.factBytes * schedulesPerDay)),
  }
}
