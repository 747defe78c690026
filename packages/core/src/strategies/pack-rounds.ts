import { type Annealed, anneal, type Cooling } from '../pack/anneal.ts'
import { chainPacking } from '../pack/chain.ts'
import { greedyPacking } from '../pack/greedy.ts'
import { type Packing, type PackModel, packModel } from '../pack/model.ts'
import { mostPairs, type Slopes } from '../pack/pack-state.ts'
import { Setups } from '../pack/setups.ts'
import { sequenceOf } from '../pack/to-sequence.ts'
import type { Sequence } from '../plan.ts'
import type { Problem } from '../problem.ts'
import type { Search } from '../search.ts'
import type { Micros } from '../time.ts'

/** Landscapes that the rounds walk in turn: what one hides behind a ridge, another shows as a slope. */
const landscapes: readonly Slopes[] = [
  { block: 0.3, type: 0.4 },
  { block: 0.8, type: 0.2 },
  { block: 0.5, type: 0.25 },
]

/** How much of a mean lot a block is expected to leave empty when types are poured. */
const wasteShares = [0.05, 0.2]

/** Rounds of annealing over packings; targets are not looked at here. */
export class PackRounds {
  readonly #problem: Problem
  readonly #search: Search
  readonly #model: PackModel
  readonly #starts: readonly Packing[]
  readonly #enough: Micros
  #best: Annealed | undefined
  #round = 0

  /** `bound` is a makespan that no plan undercuts: reaching it ends a round. */
  constructor(problem: Problem, search: Search, bound: Micros) {
    this.#problem = problem
    this.#search = search
    this.#model = packModel(problem)
    const chains = wasteShares.map((share) => chainPacking(this.#model, share, search.seed))
    this.#starts = [greedyPacking(this.#model), ...chains.filter((chain) => chain !== undefined)]
    this.#enough = bound - this.#model.base
  }

  /** Whether packing can describe the problem's changeovers. */
  static covers(problem: Problem): boolean {
    return Setups.covers(problem)
  }

  /** Whether there is memory to search; if not, the first packing is all there is. */
  get canSearch(): boolean {
    return this.#starts.every(({ blocks }) => blocks * this.#model.typeCount <= mostPairs)
  }

  run(cooling: Omit<Cooling, 'slopes'>, from: 'start' | 'best'): void {
    const slopes = landscapes[this.#round % landscapes.length] as Slopes
    const next = this.#starts[this.#round % this.#starts.length] as Packing
    const start = from === 'best' && this.#best ? this.#best.packing : next
    const { budget, seed } = this.#search
    const search = { budget, seed: seed + this.#round, enough: this.#enough }
    const found = anneal(this.#model, start, { ...cooling, slopes }, search)
    if (!this.#best || found.cost < this.#best.cost) this.#best = found
    this.#round += 1
  }

  get sequence(): Sequence {
    return sequenceOf(this.#problem, this.#best?.packing ?? (this.#starts[0] as Packing))
  }
}
