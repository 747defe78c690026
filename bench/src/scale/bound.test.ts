import { expect, it } from 'vitest'
import { boundBy } from './bound.ts'
import type { Row } from './measure.ts'

const row = (shares: Partial<Row>): Row => ({
  ...{ scenario: 'quick', solvers: 1, jobs: 1, seconds: 1, jobsPerSecond: 10, stepsPerSecond: 1, lost: 0, doubled: 0 },
  ...{ submitToCompleted: { p50: 1, p99: 1 }, cpuMsPerJob: { api: 1, solver: 1, postgres: 1, nats: 1, bench: 1 } },
  ...{ coresAll: 0.5, coresOurs: 0.5, slotsTaken: 0.5 },
  ...shares,
})

it.each<[string, Partial<Row>]>([
  ['cores', { coresAll: 0.97, coresOurs: 0.95, slotsTaken: 1 }],
  ['cores, others use them too', { coresAll: 0.97, coresOurs: 0.4, slotsTaken: 1 }],
  ['slots', { slotsTaken: 0.95 }],
  ['slots', { scenario: 'long', slotsTaken: 0.95 }],
  ['slots; plans share the cores', { scenario: 'long', slotsTaken: 0.95, coresAll: 0.97, coresOurs: 0.95 }],
  ['the one api', { cpuMsPerJob: { api: 95, solver: 1, postgres: 1, nats: 1, bench: 1 } }],
  ['waiting: disk, hand-over, the last jobs', {}],
])('blames what is full: %s', (blamed, shares) => {
  expect(boundBy(row(shares))).toBe(blamed)
})
