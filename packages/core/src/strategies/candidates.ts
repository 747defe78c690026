import { lowerBound } from '../bound/lower-bound.ts'
import type { Plan, Sequence } from '../plan.ts'
import type { Problem } from '../problem.ts'
import type { Search, Solution } from '../search.ts'
import type { Micros } from '../time.ts'
import { timeline } from '../timing/timeline.ts'
import { better } from './better.ts'

/** The best plan so far and what is proved about all plans; says so whenever it gets better. */
export class Candidates {
  readonly lowerBound: Micros
  readonly #problem: Problem
  readonly #search: Search
  #best: Plan | undefined

  constructor(problem: Problem, search: Search) {
    this.#problem = problem
    this.#search = search
    this.lowerBound = lowerBound(problem)
  }

  offer(sequence: Sequence): void {
    this.offerPlan(timeline(this.#problem, sequence))
  }

  offerPlan(plan: Plan): void {
    if (this.#best && better(this.#best, plan) === this.#best) return
    this.#best = plan
    const { makespan } = plan
    this.#search.report({ steps: this.#search.budget.steps, makespan, lowerBound: Math.min(makespan, this.lowerBound) })
  }

  get best(): Plan {
    if (!this.#best) throw new Error('No plan was offered')
    return this.#best
  }

  /** Nothing can be better: every target is met and the makespan is at the bound. */
  get isDone(): boolean {
    return this.#best !== undefined && this.#best.targetMiss === 0 && this.#best.makespan <= this.lowerBound
  }

  get solution(): Solution {
    return { plan: this.best, lowerBound: this.lowerBound }
  }
}
