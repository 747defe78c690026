import { roundUp } from '../../bound/lattice.ts'
import type { Sequence } from '../../plan.ts'
import { Dice } from '../../random.ts'
import { everything, withBlocks } from '../columns/region.ts'
import type { SetPricer } from '../columns/set-pricing.ts'
import { orderBlock } from '../model/block-plan.ts'
import type { TypeSet } from '../model/type-sets.ts'
import { tighten } from '../tree/tighten.ts'
import type { TreeSearch } from '../tree/tree-search.ts'
import { fillSets } from './fill-sets.ts'
import { type OpenCounts, SetPart } from './set-part.ts'
import { type Finding, SetQuestions } from './set-questions.ts'

/**
 * What a plan costs depends on how many blocks have each set of types, and on nothing else. So whole numbers of blocks are
 * looked for, the cheapest first; prices of lots that show why some cannot hold all lots cut off others too (logic-based
 * Benders decomposition, Hooker and Ottosson 2003), and those that can are filled. Raises the bound and finds plans of the
 * length of the bound, where rounding a relaxation would need a nearly perfect packing by chance. Pauses after each turn.
 */
export const searchSets = (search: TreeSearch, pricer: SetPricer): Generator<void> =>
  new SetSearch(search, pricer).run()

const mostAttempts = 6
const turnsPerAttempt = 2
/** A part with so many counts that were not filled is asked no more: its costs may be lower than any plan's. */
const mostOpen = 12
/** A part is halved after so many questions at one level. */
const mostAsked = 4
/** Every so often counts are asked for that cost more than they need: their blocks are easier to fill. */
const turnsPerPlan = 3
/** So near to the best plan the question for a bound is the question for a plan. */
const fewSteps = 4

class SetSearch {
  readonly #search: TreeSearch
  readonly #pricer: SetPricer
  readonly #dice: Dice
  readonly #questions: SetQuestions

  constructor(search: TreeSearch, pricer: SetPricer) {
    this.#search = search
    this.#pricer = pricer
    this.#dice = new Dice(search.seed)
    this.#questions = new SetQuestions(search, pricer, this.#dice)
  }

  *run(): Generator<void> {
    const { incumbent, budget } = this.#search
    const parts = this.#parts()
    if (parts) this.#raise(parts)
    for (let turn = 1; parts && !incumbent.proved && !budget.spent(); turn++, yield) {
      const plan = turn % turnsPerPlan === 0
      const next = this.#next(parts, plan)
      if (next) this.#ask(parts, next, plan)
      if (!next && !this.#again(parts)) break
      if (turn % turnsPerAttempt === 0) this.#again(parts)
      this.#raise(parts)
    }
  }

  /** The part with the shortest plans, or for a plan the one that was asked for it least. */
  #next(parts: readonly SetPart[], plan: boolean): SetPart | undefined {
    const { cutoff } = this.#search.incumbent
    const left = parts
      .filter(({ level, open }) => level <= cutoff && open.length < mostOpen)
      .sort((a, b) => a.level - b.level)
    return plan ? left.toSorted((a, b) => a.tries - b.tries)[0] : left[0]
  }

  #ask(parts: SetPart[], part: SetPart, plan: boolean): void {
    if (plan) this.#askForPlan(part)
    else this.#askForBound(part)
    if (part.asked >= mostAsked) this.#split(parts, part)
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
      this.#questions.learn(part.prices)
    }
    return parts
  }

  /**
   * A part that questions do not settle is halved, as a node of the tree would be: the halves have higher bounds and fewer
   * useful sets. It stays whole when time is too short for both.
   */
  #split(parts: SetPart[], part: SetPart): void {
    part.asked = 0
    const halves = part.halves?.map((region) => SetPart.of(this.#search, this.#pricer, region)) ?? []
    if (halves.length === 0 || halves.includes('unknown')) return
    const better = halves.filter((half) => half instanceof SetPart)
    for (const half of better) {
      half.inherit(part)
      this.#questions.learn(half.prices)
    }
    parts.splice(parts.indexOf(part), 1, ...better)
  }

  /** Looks for counts a little above the part's level: without any the bound rises. */
  #askForBound(part: SetPart): void {
    const { limit } = part
    part.asked++
    const finding = this.#questions.ask(part, { from: part.floor, to: limit })
    this.#use(part, finding)
    if (finding.kind === 'none') part.rise(limit)
    else if (finding.kind === 'unknown') part.doubt(limit)
    else part.narrow()
  }

  /** Looks for counts like those of the part's relaxation. */
  #askForPlan(part: SetPart): void {
    const { model, incumbent } = this.#search
    const range = { from: part.floor, to: incumbent.cutoff }
    part.tries++
    if (range.to - part.level < fewSteps * model.lattice.step) this.#askForBound(part)
    else this.#use(part, this.#questions.askNear(part, range))
  }

  /** Counts that hold all lots in fractions are filled, or kept open. */
  #use(part: SetPart, finding: Finding): void {
    if (finding.kind !== 'counts') return
    const { counts, blocks } = finding
    // Without the block carried in, which may stay empty, the same blocks cost less.
    const carried = blocks.find(({ kind }) => kind.carried)?.kind.cost ?? 0
    const least = roundUp(this.#search.model.lattice, this.#questions.costOf(counts) - Math.max(0, carried))
    const open: OpenCounts = { counts, blocks, least, attempts: 0 }
    part.open.push(open)
    this.#fill(open)
  }

  /** One more attempt at the counts that had the fewest; false when all had enough. */
  #again(parts: readonly SetPart[]): boolean {
    let next: OpenCounts | undefined
    for (const { open } of parts)
      for (const one of open)
        if (one.least <= this.#search.incumbent.cutoff && one.attempts < (next?.attempts ?? mostAttempts)) next = one
    if (next) this.#fill(next)
    return next !== undefined
  }

  #fill(open: OpenCounts): void {
    const { model, incumbent, budget } = this.#search
    const lots = fillSets(model, open.blocks, this.#dice, 2 ** open.attempts, () => budget.secondsLeft() <= 0)
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
