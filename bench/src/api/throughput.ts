import { setTimeout } from 'node:timers/promises'
import { type CpuTime, cpuTimeOf, cpuTimeSince } from './cpu-time.ts'
import { sender } from './sender.ts'
import { type Caller, lots } from './signed-in.ts'

export interface Throughput {
  readonly submits: number
  readonly inFlight: number
  readonly acceptedPerSecond: number
  readonly refused: number
  /** Accepted and never planned. */
  readonly lost: number
  readonly plannedPerSecond: number
  /** Until all are accepted, and until all are planned. */
  readonly cpu: { readonly accepting: CpuTime; readonly inAll: CpuTime } | undefined
}

/** Submits as fast as they are accepted, then waits until every one of them has its plan. `pid`: whose CPU time counts. */
export const measureThroughput = async (
  { client, url, token }: Caller,
  { submits, inFlight, pid }: { readonly submits: number; readonly inFlight: number; readonly pid: number | undefined },
): Promise<Throughput> => {
  const before = (await client.listSchedules({ status: 'completed', page_size: 1 })).total
  const send = sender({ url, token, connections: inFlight })
  const body = JSON.stringify({ lots_data: lots, strategy: 'smart-pack' })
  let next = 0
  let refused = 0
  const idle = pid ? await cpuTimeOf(pid) : undefined
  const start = performance.now()
  const submitOn = async (): Promise<void> => {
    while (next++ < submits) {
      const answer = await send('POST', '/api/v1/schedule', body)
      if (answer?.status !== 202) refused += 1
    }
  }
  await Promise.all(Array.from({ length: inFlight }, submitOn))
  const accepted = submits - refused
  const acceptedPerSecond = (1_000 * accepted) / (performance.now() - start)
  const full = pid ? await cpuTimeOf(pid) : undefined
  const planned = await settled(
    async () => (await client.listSchedules({ status: 'completed', page_size: 1 })).total - before,
    accepted,
  )
  const plannedPerSecond = (1_000 * planned) / (performance.now() - start)
  const done = pid ? await cpuTimeOf(pid) : undefined
  const cpu = idle && full && done && { accepting: cpuTimeSince(idle, full), inAll: cpuTimeSince(idle, done) }
  return { submits, inFlight, acceptedPerSecond, refused, lost: accepted - planned, plannedPerSecond, cpu }
}

/** Nothing new for so long means that nothing is coming any more; longer than a lost message needs to be noticed. */
const patienceMs = 60_000

const settled = async (count: () => Promise<number>, wanted: number): Promise<number> => {
  let seen = await count()
  let since = performance.now()
  while (seen < wanted && performance.now() - since < patienceMs) {
    await setTimeout(200)
    const now = await count()
    if (now !== seen) since = performance.now()
    seen = now
  }
  return seen
}
