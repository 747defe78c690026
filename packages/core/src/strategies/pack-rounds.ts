import { keepsRuns } from '../exact/model/runs.ts'
import { anneal, type Cooling } from '../pack/anneal.ts'
import { chainPacking } from '../pack/chain.ts'
import { greedyPacking } from '../pack/greedy.ts'
import { levelledPacking } from '../pack/levelled.ts'
import { type Packing, type PackModel, packingOf, packModel } from '../pack/model.ts'
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

/** The same for nearly perfect fillings: first the best that there could be, then what is easier to reach. */
const levelShares = [0, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1]

type RoundCooling = Omit<Cooling, 'slopes'>

/** Rounds of annealing over packings; targets are not looked at here. */
export class PackRounds {
  readonly #problem: Problem
  readonly #search: Search
  readonly #model: PackModel
  readonly #first: Packing
  readonly #chains: Packing[] = []
  readonly #enough: Micros
  #round = 0
  #attempt = 0

  /** `bound` is a makespan that no plan undercuts: reaching it ends a round. */
  constructor(problem: Problem, search: Search, bound: Micros) {
    this.#problem = problem
    this.#search = search
    this.#model = packModel(problem)
    this.#first = greedyPacking(this.#model)
    this.#enough = bound - this.#model.base
  }

  /** Whether packing can describe the problem's changeovers. */
  static covers(problem: Problem): boolean {
    return Setups.covers(problem)
  }

  /** Whether a best plan is a packing: in others, lots of one type may be better apart in their block. */
  static tellsAll(problem: Problem): boolean {
    return Setups.covers(problem) && keepsRuns(problem.rules)
  }

  /** Whether there is memory to search; if not, the first packing is all there is. */
  get canSearch(): boolean {
    return this.#first.blocks * this.#model.typeCount <= mostPairs
  }

  /** One round from a first packing; without any step it is that packing. */
  fresh(cooling: RoundCooling): Sequence {
    return this.#run(cooling, this.#start(this.#round % (1 + wasteShares.length)))
  }

  /** One round from a plan. */
  from(sequence: Sequence, cooling: RoundCooling): Sequence {
    return this.#run(cooling, packingOf(this.#model, sequence))
  }

  /**
   * Attempts at plans shorter than this one whose types are grouped first and whose blocks are filled nearly perfectly; the
   * first that succeeds.
   */
  levelled(than: Micros, steps: number): Sequence | undefined {
    const { budget, seed } = this.#search
    for (const wasteShare of levelShares) {
      this.#attempt += 1
      if (budget.spent()) return undefined
      const found = levelledPacking(
        this.#model,
        { wasteShare, steps, below: than },
        { budget, seed: seed + this.#attempt },
      )
      if (found) return sequenceOf(this.#problem, found)
    }
    return undefined
  }

  /** Nothing but the first packing. */
  get start(): Sequence {
    return sequenceOf(this.#problem, this.#first)
  }

  /** Made when a round begins with it: a search for an instant is often over before. */
  #start(turn: number): Packing {
    const wasteShare = wasteShares[turn - 1]
    if (wasteShare === undefined) return this.#first
    this.#chains[turn] ??= chainPacking(this.#model, wasteShare, this.#search.seed) ?? this.#first
    return this.#chains[turn]
  }

  #run(cooling: RoundCooling, start: Packing): Sequence {
    const slopes = landscapes[this.#round % landscapes.length] as Slopes
    const { budget, seed } = this.#search
    const search = { budget, seed: seed + this.#round, enough: this.#enough }
    this.#round += 1
    return sequenceOf(this.#problem, anneal(this.#model, start, { ...cooling, slopes }, search))
  }
}
