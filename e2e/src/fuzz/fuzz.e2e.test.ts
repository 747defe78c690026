import { type Operation, operations } from '@filling/contracts'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sampleLots } from '../harness/lots.ts'
import { newPlanner, type Planner, type System, startSystem } from '../harness/system.ts'
import { type FuzzRequest, noToken, requests } from './requests.ts'
import { type Reply, refusedForWant, send, verdict } from './send.ts'

/** `npm run fuzz -- --runs 20000 --seed 7`: the same seed sends the same requests. */
const numRuns = Number(process.env.TEST_FUZZ_RUNS ?? 750)
const seed = Number(process.env.TEST_FUZZ_SEED ?? 1)
const patience = 3_600_000

let system: System
let planner: Planner
beforeAll(async () => {
  system = await startSystem({ RATE_LIMIT_PER_MINUTE: '0', SIGN_IN_LIMIT_PER_MINUTE: '0', LOG_LEVEL: 'silent' })
  planner = await newPlanner(system)
  const stranger = await newPlanner(system)
  for (const { client } of [planner, stranger, planner]) {
    const { id } = await client.createSchedule({ lots_data: sampleLots.slice(1) })
    await client.waitForCompletion(id)
  }
})
afterAll(() => system.close())

/** Each complaint once, with the first request that led to it. */
const findings = async (
  among: readonly Operation[],
  judge: (request: FuzzRequest, authorization: string | undefined) => Promise<readonly string[]>,
): Promise<readonly string[]> => {
  const found = new Map<string, string>()
  const drawn = fc.sample(fc.tuple(requests(among), noToken), { numRuns, seed })
  for (const [request, authorization] of drawn) {
    const complaints = await judge(request, authorization)
    for (const complaint of complaints) {
      const key = `${request.operation}: ${complaint.replaceAll(/[0-9a-f-]{36}/g, '<id>').slice(0, 200)}`
      if (!found.has(key)) found.set(key, JSON.stringify(request).slice(0, 400))
    }
  }
  return [...found].map(([complaint, request]) => `${complaint}\n    first met with ${request}`)
}

it(
  'nothing that a planner sends meets a failure of ours, or an answer that no contract describes',
  async () => {
    const reached = new Set<string>()
    const found = await findings(operations, async (request) => {
      const reply: Reply = await send(system.url, request, `Bearer ${planner.token}`)
      reached.add(request.operation)
      return verdict(request, reply)
    })
    expect(found).toEqual([])
    expect(operations.map(({ id }) => id).filter((id) => !reached.has(id))).toEqual([])
  },
  patience,
)

it(
  'without a token every route that is not open says 401, whatever else is wrong',
  async () => {
    const closed = operations.filter(({ open }) => !open)
    const found = await findings(closed, async (request, authorization) =>
      refusedForWant(request, await send(system.url, request, authorization)),
    )
    expect(found).toEqual([])
  },
  patience,
)
