import { better } from '../better.ts'
import { boundBeside, isProved, type TargetLimits, targetLimits } from '../bound/least-miss.ts'
import { lowerBound } from '../bound/lower-bound.ts'
import type { Plan, Sequence } from '../plan.ts'
import type { Problem } from '../problem.ts'
import type { Search, Solution } from '../search.ts'
import type { Micros } from '../time.ts'
import { timeline } from '../timing/timeline.ts'

/** The best plan so far and the best bound on all plans; reports whenever one of them gets better. */
export class Candidates {
  readonly #problem: Problem
  readonly #search: Search
  #limits: TargetLimits
  #best: Plan | undefined
  #bound: Micros

  constructor(problem: Problem, search: Search) {
    this.#problem = problem
    this.#search = search
    this.#limits = targetLimits(problem)
    this.#bound = lowerBound(problem)
  }

  offer(sequence: Sequence): void {
    this.offerPlan(timeline(this.#problem, sequence))
  }

  offerPlan(plan: Plan): void {
    if (this.#best && better(this.#best, plan) === this.#best) return
    this.#best = plan
    this.#report()
  }

  /** Somebody proved that no plan is shorter. */
  raiseBound(bound: Micros): void {
    if (bound <= this.#bound) return
    this.#bound = bound
    if (this.#best) this.#report()
  }

  /** Somebody proved that no plan with the least miss ends sooner. */
  raiseEnd(end: Micros): void {
    if (end <= this.#limits.end) return
    this.#limits = { ...this.#limits, end }
    if (this.#best) this.#report()
  }

  /** The shortest makespan so far among plans with the least miss that there can be; Infinity when there is none. */
  get onTime(): Micros {
    return this.#best && this.#best.targetMiss <= this.#limits.leastMiss
      ? this.#best.makespan
      : Number.POSITIVE_INFINITY
  }

  get best(): Plan {
    if (!this.#best) throw new Error('No plan was offered')
    return this.#best
  }

  get lowerBound(): Micros {
    return this.#bound
  }

  /** Nothing can be better: the same question that decides what a result calls optimal. */
  get isDone(): boolean {
    return this.#best !== undefined && isProved(this.#best, this.#bound, this.#limits)
  }

  get solution(): Solution {
    return { plan: this.best, lowerBound: boundBeside(this.best, this.#bound, this.#limits) }
  }

  #report(): void {
    const { makespan, sequence } = this.best
    const lowerBound = boundBeside(this.best, this.#bound, this.#limits)
    this.#search.report({ steps: this.#search.budget.steps, makespan, lowerBound, sequence })
  }
}
