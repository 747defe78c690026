import type { Sequence } from '../../plan.ts'
import type { Micros } from '../../time.ts'
import type { BlockModel } from '../model/block-model.ts'
import { orderBlock } from '../model/block-plan.ts'
import { cheapestDivision } from './divided-types.ts'

/** The best plans known of sets of types, as bits. */
export class PartPlans {
  readonly #model: BlockModel
  readonly #plans = new Map<number, Sequence>()
  readonly #makespans: Float64Array

  constructor(model: BlockModel) {
    this.#model = model
    this.#makespans = new Float64Array(1 << model.types.length).fill(Number.POSITIVE_INFINITY)
    this.#makespans[0] = 0
  }

  makespanOf(bits: number): Micros {
    return this.#makespans[bits] as number
  }

  lotsOf(bits: number): number[] {
    return this.#model.groups
      .filter(({ type }) => bits & (1 << type))
      .flatMap(({ lots }) => lots)
      .sort((a, b) => a - b)
  }

  /** Keeps a plan that is the shortest of its types; returns the shortest plan of all types that is known then. */
  offer(bits: number, sequence: Sequence): Sequence | undefined {
    const { problem } = this.#model
    const blocks = sequence.map((lots) => orderBlock(problem, lots, false))
    if (!blocks.every((block) => block !== undefined)) return undefined
    const makespan = blocks.reduce((sum, { cost }) => sum + problem.rules.clean + cost, 0)
    if (makespan >= this.makespanOf(bits)) return undefined
    this.#makespans[bits] = makespan
    this.#plans.set(
      bits,
      blocks.map(({ lots }) => lots),
    )
    const { sets, value } = cheapestDivision(this.#makespans)
    return Number.isFinite(value) ? sets.flatMap((set) => this.#plans.get(set) ?? []) : undefined
  }
}

/** What a plan does with some of its lots, by their places among these. */
export const restricted = (sequence: Sequence, lots: readonly number[]): Sequence => {
  const place = new Map(lots.map((lot, at) => [lot, at]))
  return sequence.map((block) => block.flatMap((lot) => place.get(lot) ?? [])).filter((block) => block.length > 0)
}
