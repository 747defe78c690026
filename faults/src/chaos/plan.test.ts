import { describe, expect, it } from 'vitest'
import { faultNames } from './faults.ts'
import { jobKinds, planOf } from './plan.ts'

const runs = Array.from({ length: 200 }, (_, run) => run)

describe('a plan', () => {
  it('is the same for the same seed and run, so that what went wrong can be tried again', () => {
    for (const run of runs) expect(planOf(5, run)).toEqual(planOf(5, run))
  })

  it('is another one for every run and every seed', () => {
    const plans = [5, 6].flatMap((seed) => runs.map((run) => JSON.stringify(planOf(seed, run))))
    expect(new Set(plans).size).toBe(plans.length)
  })

  it('strikes in every run, and in 200 runs in every way', () => {
    const struck = runs.map((run) => planOf(5, run).flatMap((step) => (step.kind === 'fault' ? [step.fault] : [])))
    expect(struck.every((faults) => faults.length > 0)).toBe(true)
    expect(new Set(struck.flat())).toEqual(new Set(faultNames))
  })

  it('submits every kind of job, twice under one key, without a key, and withdraws some', () => {
    const steps = runs.flatMap((run) => planOf(5, run))
    const submits = steps.flatMap((step) => (step.kind === 'submit' ? [step] : []))
    expect(new Set(submits.map(({ job }) => job))).toEqual(new Set(jobKinds))
    expect(submits.some(({ times }) => times === 2)).toBe(true)
    expect(submits.some(({ withoutKey }) => withoutKey)).toBe(true)
    expect(new Set(steps.map(({ kind }) => kind))).toEqual(new Set(['submit', 'cancel', 'delete', 'fault']))
  })
})
