import { availableParallelism } from 'node:os'
import type { Outcome } from '../adapters/outcomes.ts'
import { type Spread, spread } from '../jobs/measure.ts'
import { type BrokerCounters, brokerCounters } from './broker.ts'
import type { Crowd } from './crowd.ts'
import { type Job, jobsOf, type Scenario, scenarios } from './mix.ts'
import { type Kind, type System, slots } from './system.ts'
import { type Usage, usage, usageSince } from './usage.ts'

/** One scenario with so many solvers. Times in seconds, CPU in milliseconds a job, shares of what there is. */
export interface Row {
  readonly scenario: Scenario
  readonly solvers: number
  readonly jobs: number
  readonly seconds: number
  readonly jobsPerSecond: number
  /** From the commit of the submit to that of the plan; all jobs are submitted at once, so most of it is waiting. */
  readonly submitToCompleted: Spread
  readonly stepsPerSecond: number
  readonly cpuMsPerJob: Readonly<Record<Kind | 'bench', number>>
  /** Of all cores: taken by the system and whoever submits, and by anybody. */
  readonly coresOurs: number
  readonly coresAll: number
  /** Of the lane's slots that were fuller: how long somebody was planning there. */
  readonly slotsTaken: number
  readonly lost: number
  readonly doubled: number
}

const warmUpJobs = { quick: 40, stepped: 1 }

/** A process compiles what runs for the first time. */
export const warmUp = async (crowd: Crowd, solvers: number): Promise<void> => {
  const quick = jobsOf('quick', warmUpJobs.quick * solvers, 1)
  // The first of the mixed ones is a long one.
  const long = Array.from({ length: warmUpJobs.stepped * solvers }, (_, at) => jobsOf('mixed', 1, at)[0] as Job)
  await crowd.submit([...quick, ...long])
  await crowd.settled()
}

export interface RowRequest {
  readonly scenario: Scenario
  readonly solvers: number
  readonly jobs: number
  readonly seed: number
}

export const measureRow = async (system: System, crowd: Crowd, request: RowRequest): Promise<Row> => {
  const { scenario, solvers, jobs, seed } = request
  const told = await brokerCounters(system.monitorUrl)
  const before = await usage(system)
  const ids = await crowd.submit(jobsOf(scenario, jobs, seed))
  await crowd.settled()
  const spent = usageSince(before, await usage(system))
  const found = await crowd.outcomes(ids)
  const ends = found.map(({ endedMs }) => endedMs)
  const seconds = (Math.max(...ends) - Math.min(...found.map(({ storedMs }) => storedMs))) / 1_000
  return {
    ...{ scenario, solvers, jobs, seconds },
    jobsPerSecond: found.length / seconds,
    submitToCompleted: spread(found.map(({ storedMs, endedMs }) => (endedMs - storedMs) / 1_000)),
    stepsPerSecond: found.reduce((sum, { steps }) => sum + steps, 0) / seconds,
    ...sharesOf(spent, jobs),
    slotsTaken: slotsTaken(found, solvers, seconds),
    ...judged(ids, found, told, await brokerCounters(system.monitorUrl)),
  }
}

const sharesOf = (
  { atMs, of, bench, machine }: Usage,
  jobs: number,
): Pick<Row, 'cpuMsPerJob' | 'coresOurs' | 'coresAll'> => {
  const all = { ...of, bench }
  const perJob = Object.entries(all).map(([kind, ms]) => [kind, ms / jobs] as const)
  const capacityMs = atMs * availableParallelism()
  return {
    cpuMsPerJob: Object.fromEntries(perJob) as Row['cpuMsPerJob'],
    coresOurs: Object.values(all).reduce((sum, ms) => sum + ms, 0) / capacityMs,
    coresAll: machine / capacityMs,
  }
}

const slotsTaken = (found: readonly Outcome[], solvers: number, seconds: number): number => {
  const share = (lane: 'fast' | 'exact'): number => {
    const taken = found.filter((one) => one.lane === lane).reduce((sum, one) => sum + one.endedMs - one.begunMs, 0)
    return taken / 1_000 / (solvers * slots[lane] * seconds)
  }
  return Math.max(share('fast'), share('exact'))
}

/** Every job has one plan of one attempt, and the broker has two facts about each: submitted and completed. */
const judged = (
  ids: readonly number[],
  found: readonly Outcome[],
  before: BrokerCounters,
  after: BrokerCounters,
): Pick<Row, 'lost' | 'doubled'> => {
  const planned = found.filter(({ status }) => status === 'completed').length
  const again = found.filter(({ attempt }) => attempt > 1).length
  const facts = after.stored.EVENTS - before.stored.EVENTS
  const factsWanted = 2 * ids.length
  return {
    lost: Math.max(ids.length - planned, factsWanted - facts, 0),
    doubled: Math.max(ids.length - new Set(ids).size, again, facts - factsWanted, 0),
  }
}

export const jobsIn = (scenario: Scenario, share: number): number =>
  Math.max(4, Math.round(scenarios[scenario].jobs * share))
