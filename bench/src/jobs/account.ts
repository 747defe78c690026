import { buildProblem, clockBudget, parseConfig, parseLots, planSchedule, searchLimits } from '@filling/core'
import { cpuTimeOf, cpuTimeSince } from '../api/cpu-time.ts'
import type { Send } from '../api/sender.ts'
import { smallest } from './ours.ts'

/** CPU milliseconds of what a job of ours consists of besides storing and passing on. */
export interface Account {
  /** A request that only has its token verified, at the scheduler api, whoever asks included. */
  readonly http: number
  readonly gateway: number
  /** Reading and checking the lots. */
  readonly checking: number
  readonly planning: number
}

export const accountOf = async (atApi: Send, atGateway: Send, requests: number): Promise<Account> => {
  const strategies = (send: Send) => () => send('GET', '/api/v1/strategies')
  const http = await cpuEach(requests, strategies(atApi))
  const both = await cpuEach(requests, strategies(atGateway))
  const checked = await cpuEach(requests, () => atApi('POST', '/api/v1/schedule/validate', smallest))
  return { http, gateway: both - http, checking: checked - http, planning: planning(requests) }
}

const cpuEach = async (times: number, work: () => Promise<unknown>): Promise<number> => {
  const all = async (count: number): Promise<void> => {
    let next = 0
    const on = async (): Promise<void> => {
      while (next++ < count) await work()
    }
    await Promise.all(Array.from({ length: 16 }, on))
  }
  await all(times / 4)
  const before = await cpuTimeOf(process.pid)
  await all(times)
  const spent = [...cpuTimeSince(before, await cpuTimeOf(process.pid)).values()]
  return spent.reduce((sum, ms) => sum + ms, 0) / times
}

const planning = (times: number): number => {
  for (let time = 0; time < times; time += 1) planOnce()
  const before = process.cpuUsage()
  for (let time = 0; time < times; time += 1) planOnce()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000 / times
}

const noMilp = {
  solve: () => {
    throw new Error('A quick strategy asks for no proof')
  },
}

const planOnce = (): void => {
  const config = value(parseConfig({}))
  const problem = value(buildProblem(value(parseLots(JSON.parse(smallest), config)), config, 0))
  const limits = searchLimits('spt-pack', config)
  const budget = clockBudget({ ...limits, now: () => performance.now() })
  const search = { budget, seed: limits.seed, milp: noMilp, report: () => undefined }
  JSON.stringify(planSchedule(problem, 'spt-pack', search, { hash: () => '', warnings: [], given: config.given }))
}

const value = <T>(parsed: { readonly value?: T | undefined }): T => {
  if (parsed.value === undefined) throw new Error('The smallest list of lots is refused')
  return parsed.value
}
