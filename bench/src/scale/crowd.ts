import { setTimeout as pause } from 'node:timers/promises'
import type { Database } from '../adapters/databases.ts'
import { type Outcome, outcomes, unfinished, unsent } from '../adapters/outcomes.ts'
import { type Send, sender } from '../api/sender.ts'
import { signedIn } from '../api/signed-in.ts'
import type { Job } from './mix.ts'
import type { System } from './system.ts'

/** Planners who submit, and somebody who looks into the database what became of it. */
export interface Crowd {
  /** As fast as they are accepted, or each at its time; the ids, in the order of the jobs. */
  submit(jobs: readonly Job[], dueMs?: readonly number[]): Promise<readonly number[]>
  /** Until nothing waits and nothing is left to be told. */
  settled(): Promise<void>
  outcomes(ids: readonly number[]): Promise<readonly Outcome[]>
  /** The bytes of an answer about the schedule, to the planner who submitted it. */
  bytesOf(id: number, url: string, path: string): Promise<number>
}

/** Owners take turns, so one alone would see less than the whole. */
const owners = 4
const atOnce = 16
const patienceMs = 300_000

export const crowdOf = async ({ authUrl, apiUrl }: System, db: Database): Promise<Crowd> => {
  const tokens: string[] = []
  while (tokens.length < owners) tokens.push((await signedIn(authUrl)).token)
  const senders = tokens.map((token) => sender({ url: apiUrl, token, connections: atOnce / owners }))
  const ownerOf = new Map<number, number>()

  const submitOne = async (at: number, job: Job): Promise<number> => {
    const owner = at % owners
    const answer = await (senders[owner] as Send)('POST', '/api/v1/schedule', job.body)
    if (answer?.status !== 202) throw new Error(`A submit was answered ${answer?.status} ${answer?.text}`)
    const { id } = JSON.parse(answer.text) as { readonly id: number }
    ownerOf.set(id, owner)
    return id
  }
  return {
    submit: (jobs, dueMs) => (dueMs ? timed(jobs, submitOne, dueMs) : flooded(jobs, submitOne)),
    async settled() {
      const deadline = performance.now() + patienceMs
      while ((await unfinished(db)) + (await unsent(db)) > 0) {
        if (performance.now() > deadline) throw new Error(`${await unfinished(db)} jobs have not ended`)
        await pause(100)
      }
    },
    outcomes: (ids) => outcomes(db, ids),
    async bytesOf(id, url, path) {
      const token = tokens[ownerOf.get(id) ?? 0] as string
      const answer = await sender({ url, token, connections: 1 })('GET', path)
      if (answer?.status !== 200) throw new Error(`${path} was answered ${answer?.status} ${answer?.text}`)
      return Buffer.byteLength(answer.text)
    },
  }
}

type SubmitOne = (at: number, job: Job) => Promise<number>

const flooded = async (jobs: readonly Job[], submitOne: SubmitOne): Promise<number[]> => {
  const ids: number[] = []
  const waiting = [...jobs.entries()].values()
  const submitOn = async (): Promise<void> => {
    for (const [at, job] of waiting) ids[at] = await submitOne(at, job)
  }
  await Promise.all(Array.from({ length: atOnce }, submitOn))
  return ids
}

const timed = async (jobs: readonly Job[], submitOne: SubmitOne, dueMs: readonly number[]): Promise<number[]> => {
  const startMs = performance.now()
  const onTime = async (at: number, job: Job): Promise<number> => {
    await pause(Math.max(0, startMs + (dueMs[at] ?? 0) - performance.now()))
    return submitOne(at, job)
  }
  return Promise.all(jobs.map((job, at) => onTime(at, job)))
}
