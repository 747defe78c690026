import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { comparePlans } from '../better.ts'
import { check } from '../check/check.ts'
import type { Problem } from '../problem.ts'
import type { Strategy } from '../search.ts'
import { atHour, hardProblems, jobs, problemOf, problems } from '../testing/jobs.ts'
import { searchFor } from '../testing/search.ts'
import { fromHours } from '../time.ts'
import { timeline } from '../timing/timeline.ts'
import { strategies } from './registry.ts'

const steps = 6

/** What every strategy promises, whatever it prefers. A new strategy gets these tests for free. */
const strategyGuarantees = (name: string, strategy: Strategy) =>
  describe(name, () => {
    it('breaks no rule on any problem', () => {
      fc.assert(
        fc.property(problems(14), (problem) => {
          const { plan } = strategy(problem, searchFor(steps))
          expect(check(problem, plan)).toEqual([])
        }),
        { numRuns: 150 },
      )
    })

    it('breaks no rule but a hard target, and names each that it misses', () => {
      fc.assert(
        fc.property(hardProblems(6), (problem) => {
          const { plan } = strategy(problem, searchFor(steps))
          const violations = check(problem, plan)
          expect(violations.filter((text) => !text.endsWith('outside its hard target'))).toEqual([])
          expect(violations.length > 0).toBe(plan.targetMiss > 0)
        }),
        { numRuns: 60 },
      )
    })

    it('gives the same plan for the same seed and steps', () => {
      fc.assert(
        fc.property(problems(14), fc.nat(1000), (problem, seed) => {
          expect(strategy(problem, searchFor(steps, seed))).toEqual(strategy(problem, searchFor(steps, seed)))
        }),
        { numRuns: 40 },
      )
    })

    it('gives the same plan for the same lots in another order', () => {
      const shuffled = jobs(12, true).chain((job) =>
        fc.tuple(
          fc.constant(job),
          fc.shuffledSubarray([...job.lots], { minLength: job.lots.length, maxLength: job.lots.length }),
        ),
      )
      fc.assert(
        fc.property(shuffled, ([job, lots]) => {
          const plan = strategy(problemOf(job), searchFor(steps)).plan
          expect(strategy(problemOf({ ...job, lots }), searchFor(steps)).plan).toEqual(plan)
        }),
        { numRuns: 40 },
      )
    })

    it('has a plan even when not a single step is allowed', () => {
      fc.assert(
        fc.property(problems(10), (problem) => {
          expect(check(problem, strategy(problem, searchFor(0)).plan)).toEqual([])
        }),
        { numRuns: 30 },
      )
    })

    it('reports only plans that get better, and never a bound above its plan', () => {
      fc.assert(
        fc.property(problems(12), (problem) => {
          const search = searchFor(steps)
          const { plan, lowerBound } = strategy(problem, search)
          expect(lowerBound).toBeLessThanOrEqual(plan.makespan)
          expect(search.reports.length).toBeGreaterThan(0)
          expect(search.reports.at(-1)?.makespan).toBe(plan.makespan)
          for (const report of search.reports) expect(report.lowerBound).toBeLessThanOrEqual(report.makespan)
          const plans = search.reports.map(({ sequence }) => timeline(problem, sequence))
          for (const [at, before] of plans.slice(0, -1).entries())
            expect(comparePlans(plans[at + 1]!, before)).toBeLessThanOrEqual(0)
          if (!problem.hasTargets) expect(rising(search.reports.map((report) => report.lowerBound))).toBe(true)
        }),
        { numRuns: 40 },
      )
    })
  })

for (const [name, { solve }] of Object.entries(strategies)) strategyGuarantees(name, solve)

const fillsOf = (problem: Problem, strategy: Strategy): number[] =>
  strategy(problem, searchFor(steps)).plan.sequence.flat()

const rising = (values: readonly number[]): boolean =>
  values.every((value, at) => at === 0 || value >= (values[at - 1] as number))

describe('strategies that promise an order', () => {
  it('spt-pack never fills a longer lot before a shorter one', () => {
    fc.assert(
      fc.property(problems(14), (problem) => {
        const order = fillsOf(problem, strategies['spt-pack'].solve)
        expect(rising(order.map((lot) => problem.lots[lot]!.fill))).toBe(true)
      }),
    )
  })

  it('lpt-pack never fills a shorter lot before a longer one', () => {
    fc.assert(
      fc.property(problems(14), (problem) => {
        const order = fillsOf(problem, strategies['lpt-pack'].solve)
        expect(rising(order.map((lot) => -problem.lots[lot]!.fill))).toBe(true)
      }),
    )
  })

  it('cfs-pack never fills a lower priority before a higher one, and keeps types together within one', () => {
    fc.assert(
      fc.property(problems(14), (problem) => {
        const order = fillsOf(problem, strategies['cfs-pack'].solve)
        expect(rising(order.map((lot) => -problem.lots[lot]!.priority))).toBe(true)
        const clusters = order.map((lot) => `${problem.lots[lot]!.priority}/${problem.lots[lot]!.type}`)
        const starts = clusters.filter((cluster, at) => cluster !== clusters[at - 1])
        expect(new Set(starts).size).toBe(starts.length)
      }),
    )
  })
})

describe('strategies that search', () => {
  it('smart-pack is never worse than any rule that keeps an order', () => {
    fc.assert(
      fc.property(problems(14), (problem) => {
        const smart = strategies['smart-pack'].solve(problem, searchFor(steps)).plan
        for (const name of ['spt-pack', 'lpt-pack', 'cfs-pack'] as const)
          expect(comparePlans(smart, strategies[name].solve(problem, searchFor(0)).plan)).toBeLessThanOrEqual(0)
      }),
      { numRuns: 60 },
    )
  })

  it('hybrid-pack and milp-opt start no worse than the plan of an interrupted attempt', () => {
    fc.assert(
      fc.property(problems(10), (problem) => {
        const warmStart = strategies['smart-pack'].solve(problem, searchFor(200)).plan
        for (const name of ['hybrid-pack', 'milp-opt'] as const) {
          const { plan } = strategies[name].solve(problem, { ...searchFor(0), warmStart })
          expect(comparePlans(plan, warmStart)).toBeLessThanOrEqual(0)
        }
      }),
      { numRuns: 30 },
    )
  })

  it('smart-pack does not try a handful of sequences a thousand times over', () => {
    const target = { target_start: atHour(24), target_end: atHour(36) }
    const lots = ['a', 'b'].map((id) => ({ lot_id: id, lot_type: 'A', vials: 1, fill_hours: 10, ...target }))
    const search = searchFor(10_000)
    strategies['smart-pack'].solve(problemOf({ lots, config: {} }), search)
    expect(search.budget.steps).toBeLessThan(500)
  })

  it('hybrid-pack and milp-opt prove a plan on time that targets make longer', () => {
    const lot = (id: string, type: string, target: object) => ({
      ...{ lot_id: id, lot_type: type, vials: 1, fill_hours: 10 },
      ...target,
    })
    const lots = [
      lot('A1', 'A', { target_end: atHour(36) }),
      lot('B1', 'B', { target_end: atHour(52) }),
      lot('A2', 'A', {}),
    ]
    for (const name of ['hybrid-pack', 'milp-opt'] as const) {
      const { plan, lowerBound } = strategies[name].solve(problemOf({ lots, config: {} }), searchFor(1000))
      // Both As together, as no target would have it, are 4 h shorter.
      expect(plan).toMatchObject({ targetMiss: 0, makespan: fromHours(24 + 10 + 8 + 10 + 8 + 10) })
      expect(lowerBound).toBe(plan.makespan)
    }
  })

  it('meets targets that a plan without waiting and detours would miss', () => {
    const lot = (id: string, type: string, from: number, to: number) => ({
      lot_id: id,
      lot_type: type,
      vials: 1,
      fill_hours: 10,
      target_start: atHour(from),
      target_end: atHour(to),
    })
    const problem = problemOf({
      lots: [lot('A1', 'A', 100, 112), lot('A2', 'A', 24, 40), lot('B1', 'B', 48, 60)],
      config: {},
    })
    expect(strategies['smart-pack'].solve(problem, searchFor(100)).plan.targetMiss).toBe(0)
  })
})
