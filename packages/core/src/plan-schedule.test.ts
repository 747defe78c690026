import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseConfig } from './intake/config.ts'
import { PlanRejected, planSchedule, searchLimits } from './plan-schedule.ts'
import type { ScheduleResult } from './result/schedule-result.ts'
import type { StrategyName } from './strategies/registry.ts'
import { atHour, type Job, problemOf, problems } from './testing/jobs.ts'
import { searchFor } from './testing/search.ts'

const hash = (text: string): string => createHash('sha256').update(text).digest('hex')

const plan = (job: Job, strategy: StrategyName = 'smart-pack', steps = 1000): ScheduleResult =>
  planSchedule(problemOf(job), strategy, searchFor(steps), { hash })

const lot = (id: string, type: string, hours: number, more: object = {}) => ({
  lot_id: id,
  lot_type: type,
  vials: 1000,
  fill_hours: hours,
  ...more,
})

/** The fifteen lots of the original's example, at 19 920 vials an hour. */
const fifteen = (): Job => {
  const file = new URL('../../../examples/lots.csv', import.meta.url)
  const [, ...lines] = readFileSync(file, 'utf8').trim().split('\n')
  const lots = lines.map((line) => {
    const [id = '', type = '', vials] = line.split(',')
    return { ...lot(id, type, Number(vials) / 19_920), vials: Number(vials) }
  })
  return { lots, config: {} }
}

describe('the fifteen lots of the example', () => {
  it('are planned by smart-pack within 513.17 h', () => {
    expect(plan(fifteen()).makespan).toBeLessThanOrEqual(513.17)
  })

  it('are proved by milp-opt at 497.1627 h', () => {
    const { makespan, optimality } = plan(fifteen(), 'milp-opt')
    expect(makespan).toBeCloseTo(497.1627, 3)
    expect(optimality).toMatchObject({ status: 'optimal', gap_percent: 0 })
  })
})

describe('a result', () => {
  const job: Job = {
    lots: [lot('LOT001', 'Product-A', 2.5), lot('LOT002', 'Product-B', 2.5), lot('LOT003', 'Product-A', 4)],
    config: { max_lots_per_block: 2, clean_hours: 9 },
  }

  it('has the documented keys, KPIs as numbers, the six documented ones first', () => {
    const { kpis, activities, ...rest } = plan(job)
    expect(rest).toMatchObject({
      makespan: 31,
      lots_scheduled: 3,
      changeovers: 1,
      window_violations: 0,
      utilization: 29.0323,
    })
    expect(Object.entries(kpis).slice(0, 6)).toEqual([
      ['Makespan (h)', 31],
      ['Total Clean (h)', 18],
      ['Total Changeover (h)', 4],
      ['Total Fill (h)', 9],
      ['Lots Scheduled', 3],
      ['Clean Blocks', 2],
    ])
    expect(activities[0]).toEqual({
      start: 0,
      end: 9,
      kind: 'clean',
      lot_id: null,
      lot_type: null,
      note: 'Opening clean',
      duration_hours: 9,
    })
  })

  it('names both types of a type change', () => {
    const { activities } = plan({ ...job, config: {} }, 'spt-pack')
    const notes = activities.filter(({ kind }) => kind === 'changeover').map(({ note }) => note)
    expect(notes).toContain('Type change: Product-A → Product-B')
  })

  it('says of each block why it closed', () => {
    const { blocks } = plan(job)
    expect(blocks.map((block) => block.closed_because)).toEqual([
      'It holds the most lots allowed, 2',
      'Every lot is filled',
    ])
    const full = plan({ lots: [lot('a', 'A', 100), lot('b', 'A', 30)], config: {} }, 'lpt-pack').blocks[0]!
    expect(full).toMatchObject({ fill_hours: 100, changeover_hours: 0, slack_hours: 20, lots: ['a'] })
    expect(full.closed_because).toBe(
      'No lot still to come fits into 20 h: the least is lot b with 34 h (changeover and fill)',
    )
  })

  it('does not call a block full that ends with waiting', () => {
    const target = { target_start: atHour(210), target_end: atHour(260) }
    const lots = [lot('a', 'A', 100, { target_end: atHour(124) }), lot('b', 'A', 10, target)]
    const { blocks } = plan({ lots, config: {} })
    expect(blocks[0]!.idle_hours).toBeGreaterThan(0)
    expect(blocks[0]!.closed_because).toBe(
      'It ends with waiting for lot b (target start 210 h), which comes after a clean',
    )
  })

  it('tells of a kept order that the next lot did not fit, whatever else would have', () => {
    const lots = [lot('a', 'A', 80), lot('b', 'A', 50), lot('c', 'A', 10)]
    expect(plan({ lots, config: {} }, 'lpt-pack').blocks[0]!.closed_because).toBe(
      'Lot b, the next in order, needs 54 h (changeover and fill), and 40 h are left',
    )
  })

  it('tells by how much a target is missed, and what stands before the lot', () => {
    const target = { target_start: atHour(24), target_end: atHour(36) }
    const result = plan({ lots: [lot('a', 'A', 10, target), lot('b', 'A', 10, target)], config: {} })
    expect(result.window_violations).toBe(1)
    expect(result.target_misses).toEqual([
      {
        lot_id: expect.any(String),
        start: 38,
        end: 48,
        target_start: 24,
        target_end: 36,
        early_hours: 0,
        late_hours: 12,
        priority: 1,
        because: expect.stringMatching(/^lot [ab] stands before it$/),
      },
    ])
    expect(result.optimality).toMatchObject({ status: 'feasible', gap_percent: 0 })
    expect(result.warnings).toEqual([
      'No plan is shorter; that none misses targets less is not proved, so the plan is called feasible',
    ])
  })

  it('is called optimal only when no other plan can miss less or be shorter', () => {
    fc.assert(
      fc.property(problems(5), (problem) => {
        const of = (strategy: StrategyName) => planSchedule(problem, strategy, searchFor(50), { hash })
        const results = (['lpt-pack', 'cfs-pack', 'smart-pack'] as const).map(of)
        const weight = (one: ScheduleResult) =>
          one.target_misses.reduce((sum, miss) => sum + miss.priority * (miss.early_hours + miss.late_hours), 0)
        for (const proved of results.filter((one) => one.optimality.status === 'optimal'))
          for (const other of results) {
            expect(weight(other)).toBeGreaterThanOrEqual(weight(proved) - 1e-6)
            if (weight(other) <= weight(proved) + 1e-6)
              expect(other.makespan).toBeGreaterThanOrEqual(proved.makespan - 1e-6)
          }
      }),
      { numRuns: 150 },
    )
  })

  it('is proved, and not searched on, when one lot comes as close to its target as can be', () => {
    const short = { target_start: atHour(100), target_end: atHour(105) }
    const { optimality, engine, makespan } = plan({ lots: [lot('a', 'A', 10, short)], config: {} }, 'hybrid-pack')
    expect(makespan).toBe(105)
    expect(optimality).toEqual({ status: 'optimal', lower_bound: 105, gap_percent: 0 })
    expect(engine.steps).toBeLessThan(1000)
  })

  it('records what makes it repeatable: equal input in another order has an equal hash and plan', () => {
    const [a, b] = [plan(job), plan({ ...job, lots: job.lots.toReversed() })]
    expect(b).toEqual(a)
    expect(a.engine).toMatchObject({
      strategy: 'smart-pack',
      seed: 1,
      input_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    const other = plan({ ...job, config: { ...job.config, clean_hours: 10 } })
    expect(other.engine.input_hash).not.toBe(a.engine.input_hash)
  })

  it('repeats the remarks of intake and says when priorities change nothing', () => {
    const problem = problemOf({ lots: [lot('a', 'A', 1, { priority: 2 })], config: {} })
    const { warnings } = planSchedule(problem, 'lpt-pack', searchFor(1), { hash, warnings: ['Heard before'] })
    expect(warnings).toEqual(['Heard before', 'Priorities have no effect on lpt-pack: no lot has a target window'])
    expect(planSchedule(problem, 'cfs-pack', searchFor(1), { hash }).warnings).toEqual([])
  })

  it('says which priority changes nothing when only other lots have a target', () => {
    const dated = lot('a', 'A', 1, { target_end: atHour(100), priority: 2 })
    const rest = [lot('b', 'A', 1), lot('c', 'A', 1, { priority: 3 }), lot('d', 'A', 1, { priority: 3 })]
    expect(plan({ lots: [dated, ...rest], config: {} }).warnings).toEqual([
      'The priority of lot c (and of 1 more lot) has no effect on smart-pack: it has no target window',
    ])
    expect(plan({ lots: [dated, ...rest], config: {} }, 'cfs-pack').warnings).toEqual([])
  })

  it('says which limits a strategy that only keeps an order does not look at', () => {
    const problem = problemOf({ lots: [lot('a', 'A', 1)], config: {} })
    const given = new Set(['seed', 'clean_hours', 'time_limit_seconds'])
    const warningsOf = (strategy: StrategyName) =>
      planSchedule(problem, strategy, searchFor(1), { hash, given }).warnings
    expect(warningsOf('cfs-pack')).toEqual([
      "Config: 'seed' has no effect on cfs-pack: it keeps an order and searches nothing",
      "Config: 'time_limit_seconds' has no effect on cfs-pack: it keeps an order and searches nothing",
    ])
    expect(warningsOf('smart-pack')).toEqual([])
  })

  it('opens without a clean when the line is inside a campaign', () => {
    const config = { initial_state: { window_used_hours: 20, last_lot_type: 'A' } }
    const { activities, makespan } = plan({ lots: [lot('a', 'A', 10)], config })
    expect(activities.map(({ kind }) => kind)).toEqual(['changeover', 'fill'])
    expect(makespan).toBe(14)
  })
})

describe('a plan that breaks a rule', () => {
  it('is never shown: hard targets that cannot be met together are told as violations', () => {
    const target = { target_start: atHour(24), target_end: atHour(55) }
    const lots = ['a', 'b', 'c'].map((id) => lot(id, 'A', 10, target))
    const job = { lots, config: { hard_targets: true } }
    expect(() => plan(job)).toThrow(PlanRejected)
    expect(() => plan(job, 'spt-pack')).toThrow(
      /\. spt-pack keeps its order; a strategy that searches may find a plan$/,
    )
    expect(() => plan(job)).not.toThrow(/keeps its order/)
    expect(() => plan(job)).toThrow(/smart-pack found no valid plan: lot [abc] lies 7 h outside its hard target/)
  })
})

describe('limits', () => {
  it('come from the configuration, or from the strategy', () => {
    const config = (raw: object) => parseConfig(raw).value!
    expect(searchLimits('milp-opt', config({}))).toEqual({ seconds: 30, steps: Number.POSITIVE_INFINITY, seed: 1 })
    expect(searchLimits('hybrid-pack', config({ time_limit_seconds: 2, step_limit: 5, seed: 9 }))).toEqual({
      seconds: 2,
      steps: 5,
      seed: 9,
    })
  })
})
