import type { Sequence } from '../plan.ts'
import { Dice } from '../random.ts'
import type { Micros } from '../time.ts'
import { orderBlock } from './block-plan.ts'
import { fillSets } from './fill-sets.ts'
import { everything, withBlocks } from './region.ts'
import { cutFrom, weightCuts } from './set-cuts.ts'
import { SetPacking } from './set-packing.ts'
import { type OpenCounts, SetPart } from './set-part.ts'
import type { SetPricer } from './set-pricing.ts'
import { type SetAnswer, type SetCut, solveSets } from './set-program.ts'
import { tighten } from './tighten.ts'
import type { TreeSearch } from './tree-search.ts'
import type { TypeSet } from './type-sets.ts'

/**
 * What a plan costs depends on how many blocks have each set of types, and on nothing else. So whole numbers of blocks are
 * looked for, the cheapest first; prices of lots that show why some cannot hold all lots cut off others too (logic-based
 * Benders decomposition, Hooker and Ottosson 2003), and those that can are filled. Raises the bound and finds plans of the
 * length of the bound, where rounding a relaxation would need a nearly perfect packing by chance. Pauses after each turn.
 */
export const searchSets = (search: TreeSearch, pricer: SetPricer): Generator<void> =>
  new SetSearch(search, pricer).run()

const mostAttempts = 6
const turnsPerAttempt = 4
/** A part with so many counts that were not filled is asked no more: its costs may be lower than any plan's. */
const mostOpen = 12
/** Every so often the part with the longest plans is asked: its blocks have most room to spare, and any plan cuts work off. */
const turnsPerPlan = 3
/** Part of the time left that one program may take. */
const share = 0.3
const nodesPerProgram = 20_000

class SetSearch {
  readonly #search: TreeSearch
  readonly #pricer: SetPricer
  readonly #sets: readonly TypeSet[]
  readonly #cuts: SetCut[]
  readonly #packing: SetPacking
  readonly #dice: Dice
  readonly #step: Micros

  constructor(search: TreeSearch, pricer: SetPricer) {
    this.#search = search
    this.#pricer = pricer
    this.#sets = pricer.sets
    this.#cuts = weightCuts(search.model, pricer)
    this.#packing = new SetPacking(search.model, search.host, pricer, search.master.columns)
    this.#dice = new Dice(search.seed)
    this.#step = Math.max(1, search.model.lattice.step)
  }

  *run(): Generator<void> {
    const { incumbent, budget } = this.#search
    const parts = this.#parts()
    if (parts) this.#raise(parts)
    for (let turn = 1; parts && !incumbent.proved && !budget.spent(); turn++, yield) {
      const left = parts
        .filter(({ level, open }) => level <= incumbent.cutoff && open.length < mostOpen)
        .sort((a, b) => a.level - b.level)
      const next = left[turn % turnsPerPlan === 0 ? left.length - 1 : 0]
      if (next) this.#ask(next)
      if (!next && !this.#again(parts)) break
      if (turn % turnsPerAttempt === 0) this.#again(parts)
      this.#raise(parts)
    }
  }

  #raise(parts: readonly SetPart[]): void {
    const { incumbent } = this.#search
    const bound = Math.min(...parts.map((part) => part.bound))
    if (bound > incumbent.cutoff) incumbent.exhaust()
    else incumbent.raiseBound(bound)
  }

  /** One part for each number of blocks; nothing when time was too short for them. */
  #parts(): SetPart[] | undefined {
    const { model, incumbent, budget } = this.#search
    const root = tighten(model, everything(model), incumbent.cutoff)
    const parts: SetPart[] = []
    for (let blocks = root?.blocks.low ?? 0; root && blocks <= root.blocks.high; blocks++) {
      if (budget.spent()) return undefined
      const part = SetPart.of(this.#search, this.#pricer, withBlocks(root, { low: blocks, high: blocks }))
      if (part === 'unknown') return undefined
      if (!part) continue
      parts.push(part)
      this.#cuts.push(cutFrom(model, this.#pricer, part.prices))
    }
    return parts
  }

  /** Looks for counts a little above the part's level, and what they are good for. */
  #ask(part: SetPart): void {
    const { model, incumbent } = this.#search
    const limit = Math.min(part.level + part.width, incumbent.cutoff)
    const answer = this.#counts(part, limit)
    if (answer.kind !== 'found') {
      part.stuck ||= answer.kind === 'unknown'
      part.rise(limit + 1, Math.max(this.#step, part.width * 2))
      return
    }
    const { counts } = answer
    const cost = this.#sets.reduce((sum, { kind }, at) => sum + (counts[at] ?? 0) * kind.cost, model.base)
    if (answer.best) part.rise(cost, 0)
    const used = this.#sets.flatMap((set, at) => (counts[at] ? [{ set, count: counts[at] ?? 0 }] : []))
    const proofs = this.#packing.refute(used, () => this.#search.budget.secondsLeft() <= 0)
    for (const prices of new Set([...proofs.slice(0, 1), ...proofs.slice(-1)]))
      this.#cuts.push(cutFrom(model, this.#pricer, prices))
    if (proofs.length > 0) return
    const blocks = used.flatMap(({ set, count }) => new Array<TypeSet>(count).fill(set))
    const open: OpenCounts = { counts, blocks, attempts: 0 }
    part.open.push(open)
    this.#fill(open)
  }

  #counts(part: SetPart, limit: Micros): SetAnswer {
    const { model, host, budget } = this.#search
    const region = tighten(model, part.region, limit)
    if (!region) return { kind: 'none' }
    return solveSets(model, host, {
      region,
      sets: this.#sets,
      useful: part.usefulFor(limit),
      cuts: this.#cuts,
      refused: part.open.map(({ counts }) => counts),
      atMost: limit - model.base,
      step: this.#step,
      nodes: nodesPerProgram,
      seconds: budget.secondsLeft() * share,
    })
  }

  /** One more attempt at the counts that had the fewest; false when all had enough. */
  #again(parts: readonly SetPart[]): boolean {
    let next: OpenCounts | undefined
    for (const { open } of parts) for (const one of open) if (!next || one.attempts < next.attempts) next = one
    if (!next || next.attempts >= mostAttempts) return false
    this.#fill(next)
    return true
  }

  #fill(open: OpenCounts): void {
    const { model, incumbent } = this.#search
    const lots = fillSets(model, open.blocks, this.#dice, 2 ** open.attempts)
    open.attempts++
    if (lots) incumbent.offer(this.#order(open.blocks, lots))
  }

  #order(blocks: readonly TypeSet[], filled: readonly (readonly number[])[]): Sequence | undefined {
    const { problem } = this.#search.model
    const carried = blocks.findIndex(({ kind }) => kind.carried)
    const opened = filled.filter((lots, at) => at !== carried && lots.length > 0)
    const sequence = problem.initial ? [filled[carried] ?? [], ...opened] : opened
    const ordered = sequence.map((lots, at) => orderBlock(problem, lots, problem.initial !== undefined && at === 0))
    return ordered.includes(undefined) ? undefined : ordered.flatMap((block) => (block ? [block.lots] : []))
  }
}
