import { roundUp } from '../bound/lattice.ts'
import type { Sequence } from '../plan.ts'
import type { Search } from '../search.ts'
import type { Micros } from '../time.ts'
import type { BlockModel } from './model/block-model.ts'
import { makespanOf } from './model/block-plan.ts'

/** The best plan and the best bound so far; every change is reported. A plan counts only with its own exact makespan. */
export class Incumbent {
  readonly #model: BlockModel
  readonly #search: Search
  readonly #limit: Micros
  #sequence: Sequence
  #makespan: Micros
  #bound: Micros

  /** Only plans no longer than `limit` are looked for. */
  constructor(
    model: BlockModel,
    search: Search,
    sequence: Sequence,
    bound: Micros,
    limit: Micros = Number.POSITIVE_INFINITY,
  ) {
    this.#model = model
    this.#search = search
    this.#limit = limit
    this.#sequence = sequence
    this.#makespan = makespanOf(model.problem, sequence)
    this.#bound = Math.min(bound, this.#makespan)
    this.#report()
  }

  get sequence(): Sequence {
    return this.#sequence
  }

  get makespan(): Micros {
    return this.#makespan
  }

  get bound(): Micros {
    return this.#bound
  }

  /** The longest makespan that would be an improvement. */
  get cutoff(): Micros {
    return Math.min(this.#limit, this.#makespan - Math.max(1, this.#model.lattice.step))
  }

  /** Nothing that is looked for can be better. */
  get proved(): boolean {
    return this.#bound > this.cutoff
  }

  offer(sequence: Sequence | undefined): boolean {
    const makespan = sequence ? makespanOf(this.#model.problem, sequence) : Number.POSITIVE_INFINITY
    if (!sequence || makespan >= this.#makespan) return false
    this.#sequence = sequence
    this.#makespan = makespan
    this.#bound = Math.min(this.#bound, makespan)
    this.#report()
    return true
  }

  /** All that is looked for was looked at. */
  exhaust(): void {
    this.raiseBound(roundUp(this.#model.lattice, this.cutoff + 1))
  }

  raiseBound(bound: Micros): void {
    const raised = Math.min(bound, this.#makespan)
    if (raised <= this.#bound) return
    this.#bound = raised
    this.#report()
  }

  #report(): void {
    this.#search.report({
      steps: this.#search.budget.steps,
      makespan: this.#makespan,
      lowerBound: this.#bound,
      sequence: this.#sequence,
    })
  }
}
