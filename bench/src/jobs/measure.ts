import { setTimeout as pause } from 'node:timers/promises'
import { cpuTimeOf, cpuTimeSince } from '../api/cpu-time.ts'
import { type Contender, type Life, nowMs } from './contender.ts'

export interface Figures {
  readonly name: string
  readonly pickup: Spread
  /** From the call to the end of the job. */
  readonly endToEnd: Spread
  readonly addedPerSecond: number
  readonly endedPerSecond: number
  /** Of all processes, whoever asks included; 0 where it is not known. */
  readonly cpuMsPerJob: number
}

export interface Spread {
  readonly p50: number
  readonly p99: number
}

interface Size {
  readonly rounds: number
  readonly jobs: number
  readonly atOnce: number
}

export const measure = async (contender: Contender, { rounds, jobs, atOnce }: Size): Promise<Figures> => {
  // What runs for the first time is compiled first.
  await flood(contender, Math.ceil(jobs / 4), atOnce)
  const idle = await oneByOne(contender, rounds)
  const before = await cpuTimeOf(process.pid)
  const busy = await flood(contender, jobs, atOnce)
  const cpu = [...cpuTimeSince(before, await cpuTimeOf(process.pid)).values()]
  return { name: contender.name, ...idle, ...busy, cpuMsPerJob: cpu.reduce((sum, ms) => sum + ms, 0) / jobs }
}

/** Long enough for every job to have ended before the next one comes, and never in step with somebody's timer. */
const gapMs = () => 30 + 20 * Math.random()

const oneByOne = async (contender: Contender, rounds: number): Promise<Pick<Figures, 'pickup' | 'endToEnd'>> => {
  const pickups: number[] = []
  const ends: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const calledMs = nowMs()
    const id = await contender.add()
    await pause(gapMs())
    for (const { storedMs, begunMs, endedMs } of await ended(contender, [id])) {
      pickups.push(begunMs - storedMs)
      ends.push(endedMs - calledMs)
    }
  }
  return { pickup: spread(pickups), endToEnd: spread(ends) }
}

const flood = async (
  contender: Contender,
  jobs: number,
  atOnce: number,
): Promise<Pick<Figures, 'addedPerSecond' | 'endedPerSecond'>> => {
  const ids: string[] = []
  let next = 0
  const startMs = nowMs()
  const addOn = async (): Promise<void> => {
    while (next++ < jobs) ids.push(await contender.add())
  }
  await Promise.all(Array.from({ length: atOnce }, addOn))
  const addedMs = nowMs() - startMs
  const lives = await ended(contender, ids)
  const endedMs = lives.reduce((latest, life) => Math.max(latest, life.endedMs), 0) - startMs
  return { addedPerSecond: (1_000 * jobs) / addedMs, endedPerSecond: (1_000 * jobs) / endedMs }
}

const patienceMs = 120_000

const ended = async (contender: Contender, ids: readonly string[]): Promise<readonly Life[]> => {
  const deadline = performance.now() + patienceMs
  for (;;) {
    const lives = await contender.lives(ids)
    if (lives.length === ids.length) return lives
    if (performance.now() > deadline)
      throw new Error(`${contender.name}: ${ids.length - lives.length} jobs have not ended`)
    await pause(ids.length === 1 ? 5 : 100)
  }
}

export const spread = (values: readonly number[]): Spread => {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
  return { p50: at(0.5), p99: at(0.99) }
}
