import type { Dice } from '../../random.ts'
import type { Micros } from '../../time.ts'
import type { SetPricer } from '../columns/set-pricing.ts'
import type { TypeSet } from '../model/type-sets.ts'
import { tighten } from '../tree/tighten.ts'
import type { TreeSearch } from '../tree/tree-search.ts'
import { cutFrom, weightCuts } from './set-cuts.ts'
import { type SetCount, SetPacking } from './set-packing.ts'
import type { SetPart } from './set-part.ts'
import { type SetAnswer, type SetTask, solveSets } from './set-program.ts'
import type { SetCut } from './set-rows.ts'

/** What counts may cost, weights included. */
export interface CostRange {
  readonly from: Micros
  readonly to: Micros
}

/** What came of a question: `refuted` counts are known not to hold all lots, and so are others of their kind by now. */
export type Finding =
  | { readonly kind: 'counts'; readonly counts: Float64Array; readonly blocks: readonly TypeSet[] }
  | { readonly kind: 'refuted' | 'none' | 'unknown' }

/** Part of the time left that one program may take. */
const share = 0.3
/** Counts near those of a relaxation come at once or not at all. */
const shareNear = 0.02
const nodesPerProgram = 20_000
/** Cheap counts are soon found, or not worth the time. */
const nodesNear = 300
/** Counts in fractions that are looked at before whole ones: they take a tenth of the time and say as much. */
const roundings = 4

/** Asks for counts of sets within a range of costs, and keeps what shows that some cannot hold all lots. */
export class SetQuestions {
  readonly #search: TreeSearch
  readonly #pricer: SetPricer
  readonly #sets: readonly TypeSet[]
  readonly #cuts: SetCut[]
  readonly #packing: SetPacking
  readonly #dice: Dice
  /** Counts that a cut refutes by less than the program's tolerance. */
  readonly #refuted: Float64Array[] = []
  #last: Float64Array | undefined

  constructor(search: TreeSearch, pricer: SetPricer, dice: Dice) {
    this.#search = search
    this.#pricer = pricer
    this.#sets = pricer.sets
    this.#cuts = weightCuts(search.model, pricer)
    this.#packing = new SetPacking(search.model, search.host, pricer, search.master.columns)
    this.#dice = dice
  }

  /** Prices of lots that say something about all counts. */
  learn(prices: SetPart['prices']): void {
    this.#cuts.push(cutFrom(this.#search.model, this.#pricer, prices))
  }

  /** Counts of a part that hold all lots, at least in fractions. */
  ask(part: SetPart, range: CostRange): Finding {
    for (let round = 0; round < roundings; round++) {
      const answer = this.#solve(part, range, { weights: this.#direction(round % 2 === 1) })
      if (answer.kind === 'none') return answer
      if (answer.kind === 'unknown' || !this.#refute(this.#used(answer.counts))) break
    }
    const answer = this.#solve(part, range)
    if (answer.kind !== 'found') return answer
    this.#last = answer.counts
    return this.#find(answer.counts)
  }

  /** Whole counts near those of the part's relaxation, a little farther off when there are none. */
  askNear(part: SetPart, range: CostRange): Finding {
    let finding: Finding = { kind: 'unknown' }
    for (let round = 0; round < roundings && finding.kind !== 'counts'; round++) {
      const answer = this.#solve(part, range, { near: part })
      finding = answer.kind === 'found' ? this.#find(answer.counts) : answer
      if (answer.kind === 'none') part.radius++
    }
    return finding
  }

  #find(counts: Float64Array): Finding {
    const used = this.#used(counts)
    if (this.#refute(used)) return { kind: 'refuted' }
    if (this.#cuts.some((cut) => isCut(cut, counts))) {
      this.#refuted.push(counts)
      return { kind: 'refuted' }
    }
    return { kind: 'counts', counts, blocks: used.flatMap(({ set, count }) => new Array<TypeSet>(count).fill(set)) }
  }

  /** What a question in fractions looks for: anything, or something near the last whole counts. */
  #direction(near: boolean): Float64Array {
    return Float64Array.from(
      this.#sets,
      (_, at) => this.#dice.next() - 0.5 - (near && (this.#last?.[at] ?? 0) > 0 ? 1 : 0),
    )
  }

  /** What blocks of these counts cost, with all lots in them. */
  costOf(counts: Float64Array): Micros {
    return this.#sets.reduce((sum, { kind }, at) => sum + (counts[at] ?? 0) * kind.cost, this.#search.model.base)
  }

  #used(counts: Float64Array): SetCount[] {
    return this.#sets.flatMap((set, at) => ((counts[at] ?? 0) > nothing ? [{ set, count: counts[at] ?? 0 }] : []))
  }

  /** Whether the blocks cannot hold all lots; the first and the sharpest proof are kept. */
  #refute(used: readonly SetCount[]): boolean {
    const proofs = this.#packing.refute(used, () => this.#search.budget.secondsLeft() <= 0)
    for (const prices of new Set([...proofs.slice(0, 1), ...proofs.slice(-1)])) this.learn(prices)
    return proofs.length > 0
  }

  #solve(part: SetPart, { from, to }: CostRange, special: Pick<SetTask, 'weights' | 'near'> = {}): SetAnswer {
    const { model, host, budget } = this.#search
    const region = tighten(model, part.region, to)
    if (!region) return { kind: 'none' }
    return solveSets(model, host, {
      region,
      sets: this.#sets,
      useful: part.usefulFor(to),
      cuts: this.#cuts,
      refused: [...this.#refuted, ...part.open.map(({ counts }) => counts)],
      atLeast: from - model.base,
      atMost: to - model.base,
      ...special,
      nodes: special.near ? nodesNear : nodesPerProgram * 2 ** part.doubts,
      seconds: budget.secondsLeft() * (special.near ? shareNear : share),
    })
  }
}

/** A part of a block that is no more than a tolerance. */
const nothing = 1e-6

/** In whole microseconds: the program's tolerances take no part in this. */
const isCut = ({ most, total }: SetCut, counts: Float64Array): boolean =>
  counts.reduce((sum, count, at) => sum + count * (most[at] ?? 0), 0) < total
