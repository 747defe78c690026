import type { Problem } from '../problem.ts'
import type { Micros } from '../time.ts'
import { cheapestPath } from './type-path.ts'

/** Matrices over more types than this have too many subsets to remember. */
const mostTypes = 20

/** A changeover as packing sees it: one that takes as long as a clean is replaced by the clean. */
export const cappedChangeover =
  ({ rules }: Problem) =>
  (from: number, to: number): Micros =>
    Math.min(rules.changeover[from]?.[to] as Micros, rules.clean)

/**
 * What the types of a block add to the weights of its lots, where a weight is a fill and the changeover to the same type.
 * The set of types is kept as a key that grows by `step[type]` with each new type: a count of types for two-value rules,
 * a bit per type for a matrix.
 */
export class Setups {
  readonly step: Int32Array
  readonly #problem: Problem
  readonly #size: number
  /** Opened blocks first, then the carried one; NaN = not computed yet. */
  readonly #known: Float64Array

  constructor(problem: Problem) {
    this.#problem = problem
    const count = problem.types.length
    const last = problem.initial?.lastType
    if (problem.rules.twoValue) {
      this.#size = 2 * (count + 1)
      // The carried block saves the entry into the type that it already has, so that type shows in the key.
      this.step = Int32Array.from({ length: count }, (_, type) => (type === last ? 1 + count + 1 : 1))
    } else {
      this.#size = 2 ** Math.min(count, mostTypes)
      this.step = Int32Array.from({ length: count }, (_, type) => 1 << type)
    }
    this.#known = new Float64Array(2 * this.#size).fill(Number.NaN)
  }

  static covers({ rules, types }: Problem): boolean {
    return rules.twoValue !== undefined || types.length <= mostTypes
  }

  /** Micros that the types of this key add; Infinity when there are too many of them. */
  of(carried: boolean, key: number): Micros {
    const slot = carried ? this.#size + key : key
    const known = this.#known[slot] as Micros
    if (!Number.isNaN(known)) return known
    const found = this.#problem.rules.twoValue ? this.#counted(carried, key) : this.#searched(carried, key)
    this.#known[slot] = found
    return found
  }

  #counted(carried: boolean, key: number): Micros {
    const { initial, rules } = this.#problem
    const half = this.#size / 2
    const types = key % half
    if (types === 0) return 0
    const same = Math.min(rules.twoValue?.same ?? 0, rules.clean)
    const diff = Math.min(rules.twoValue?.diff ?? 0, rules.clean)
    const hasLastType = key >= half
    const entry = carried && initial?.lastType !== undefined ? (hasLastType ? same : diff) : 0
    return entry + (types - 1) * diff - types * same
  }

  #searched(carried: boolean, key: number): Micros {
    const changeover = cappedChangeover(this.#problem)
    const types = [...this.#problem.types.keys()].filter((type) => key & (1 << type))
    const from = carried ? this.#problem.initial?.lastType : undefined
    const own = types.reduce((sum, type) => sum + changeover(type, type), 0)
    return cheapestPath(types, changeover, from).cost - own
  }
}
