import { expect, it } from 'vitest'
import type { Cost } from './costs.ts'
import { fleetOf, nodesOf } from './nodes.ts'
import { needOf, type PerJob, perJobOf } from './sizing.ts'

const each: PerJob = {
  ...{ quickSeconds: 0.07, apiSeconds: 0.0035, postgresSeconds: 0.007, natsSeconds: 0.0007 },
  ...{ commits: 4, messages: 12, walBytes: 10_000, storedBytes: 5_000, factBytes: 256 },
}
/** A job a second in the busiest hour. */
const site = { name: '', schedulesPerDay: 18_000 }

it('gives proofs and quick plans the slots that their time in the busiest hour takes, with room to spare', () => {
  const need = needOf(site, each)
  expect(need.jobsPerSecond).toBe(1)
  expect(need.longSlots).toBeCloseTo(3 / 0.7)
  expect(need.quickSlots).toBeCloseTo((0.9 * 0.07) / 0.7)
  expect(need.slotSecondsPerDay).toBeCloseTo(18_000 * (3 + 0.063))
  expect([need.apiCores, need.postgresCores, need.natsCores].map((cores) => cores.toFixed(3))).toEqual([
    '0.005',
    '0.010',
    '0.001',
  ])
})

it('counts a day by all schedules and a second by the busiest hour', () => {
  expect(needOf(site, each)).toMatchObject({
    commitsPerSecond: 4,
    messagesPerSecond: 12,
    walBytesPerDay: 180_000_000,
    storedBytesPerDay: 90_000_000,
  })
})

it('says that facts are forgotten sooner than after a week only where they fill their stream', () => {
  expect(needOf(site, each).eventsDays).toBe(7)
  expect(needOf({ name: '', schedulesPerDay: 524_288 }, each).eventsDays).toBe(1)
})

it('cuts the same slots into fewer processes, and fewer connections, where each has more', () => {
  const need = { ...needOf(site, each), longSlots: 70, quickSlots: 3 }
  expect(fleetOf(need, 1)).toEqual({ processes: 70, fastSlots: 1, exactSlots: 1, connections: 60 + 70 * 6 })
  expect(fleetOf(need, 7)).toEqual({ processes: 10, fastSlots: 1, exactSlots: 7, connections: 60 + 10 * 12 })
  expect(nodesOf(need)).toBe(11)
})

it('never goes below what survives the loss of one', () => {
  const need = needOf({ name: '', schedulesPerDay: 1 }, each)
  expect(fleetOf(need, 1).processes).toBe(2)
  expect(nodesOf(need)).toBe(3)
})

it('reads bytes off the line between the small and the large list, and the rest off jobs that come alone', () => {
  const cost = (name: string, lots: number, bytes: number): Cost => ({
    ...{ name, lots, jobs: 1, cpuMs: { api: lots, solver: 1, postgres: 1, nats: 1 } },
    ...{ commits: lots, writes: 1, walBytes: 2 * bytes, messages: 1, messageBytes: 1, storedMessages: 1, factBytes: 1 },
    ...{ scheduleBytes: bytes, inputBytes: bytes, auditBytes: 0, planBytes: 1, jsonBytes: 1, csvBytes: 1 },
  })
  const costs = [cost('one at a time', 7, 0), cost('all at once', 15, 1_500), cost('all at once', 500, 50_000)]
  const quick = { cpuMsPerJob: { api: 1, solver: 50, postgres: 1, nats: 1, bench: 1 } }
  expect(perJobOf(costs, quick)).toMatchObject({
    ...{ walBytes: 10_000, storedBytes: 10_000, apiSeconds: 0.007, commits: 7, quickSeconds: 0.05 },
  })
})
