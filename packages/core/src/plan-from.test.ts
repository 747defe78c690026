import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planFrom } from './plan-from.ts'
import { planSchedule, scheduleOf } from './plan-schedule.ts'
import type { Progress } from './search.ts'
import { strategies } from './strategies/registry.ts'
import { problems } from './testing/jobs.ts'
import { searchFor } from './testing/search.ts'

const hash = () => 'hash'

describe('a sequence that a search reported', () => {
  it('is a plan with the makespan that was told, whichever strategy found it and whenever it was stopped', () => {
    fc.assert(
      fc.property(problems(12), (problem) => {
        for (const { solve } of Object.values(strategies)) {
          const search = searchFor(6)
          solve(problem, search)
          for (const { sequence, makespan } of search.reports) {
            if (problem.rules.hardTargets && !planFrom(problem, sequence)) continue
            expect(planFrom(problem, sequence)?.makespan).toBe(makespan)
          }
        }
      }),
      { numRuns: 40 },
    )
  })

  it('becomes a result that says as much as is proved, and no more', () => {
    fc.assert(
      fc.property(problems(10), (problem) => {
        const search = searchFor(3)
        strategies['milp-opt'].solve(problem, search)
        const { sequence, lowerBound } = search.reports.at(-1) as Progress
        const plan = planFrom(problem, sequence)
        if (!plan) return
        const found = { plan, lowerBound, run: { seed: 1, steps: 3 } }
        const { optimality, warnings, makespan } = scheduleOf(problem, 'milp-opt', found, {
          hash,
          warnings: ['stopped'],
        })
        expect(optimality.lower_bound).toBeLessThanOrEqual(makespan)
        expect(optimality.lower_bound).toBeGreaterThan(0)
        expect(warnings).toContain('stopped')
      }),
      { numRuns: 30 },
    )
  })

  it.each([
    ['names a lot that there is not', [[0, 1, 99]]],
    ['forgets a lot', [[0, 1]]],
    ['fills a lot twice', [[0, 1, 1]]],
    ['is not a list of numbers', [[0, 1, Number.NaN]]],
  ])('is no plan when it %s', (_, sequence) => {
    const [problem] = fc.sample(
      problems(6).filter(({ lots }) => lots.length === 3),
      { numRuns: 1, seed: 1 },
    )
    expect(planFrom(problem!, sequence)).toBeUndefined()
  })
})

it('a result says when its search began with the plan of another', () => {
  const [problem] = fc.sample(
    problems(8).filter(({ rules }) => !rules.hardTargets),
    { numRuns: 1, seed: 2 },
  )
  const warmStart = strategies['smart-pack'].solve(problem!, searchFor(5)).plan
  const engineOf = (search: ReturnType<typeof searchFor>) =>
    planSchedule(problem!, 'hybrid-pack', search, { hash }).engine
  expect(engineOf(searchFor(5))).not.toHaveProperty('warm_start')
  expect(engineOf({ ...searchFor(5), warmStart } as ReturnType<typeof searchFor>)).toMatchObject({ warm_start: true })
})
