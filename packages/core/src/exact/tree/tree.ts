import { Dice } from '../../random.ts'
import type { Micros } from '../../time.ts'
import { relax } from '../columns/column-generation.ts'
import { anyCounts, everything, type Region, withBlocks } from '../columns/region.ts'
import { isolate, split, tally } from './branching.ts'
import { planFromCover } from './cover-plan.ts'
import { dive } from './dive.ts'
import { closeByEnumeration, type Effort, tryKnownColumns } from './settle.ts'
import { tighten } from './tighten.ts'
import type { RootPrices, TreeSearch } from './tree-search.ts'

interface Node {
  readonly region: Region
  /** From the parent, until the node has its own. */
  readonly bound: Micros
  readonly depth: number
  /** How often this node was left undecided; each time is allowed more. */
  readonly attempts: number
}

/**
 * Branches on the number of blocks and on the incidences of each type, best bound first, until the gap is closed. Pauses
 * after each piece of work, and tells the prices of the root.
 */
export function* searchTree(search: TreeSearch): Generator<RootPrices | undefined> {
  const { model, incumbent, budget } = search
  polishFirst(search)
  const root = relaxRoot(search)
  yield root
  const blocks = root?.fewest ?? 0
  for (let turn = 0; turn < rootRoundings && !incumbent.proved; turn++, yield root) round(search, turn, blocks)
  if (!incumbent.proved && model.problem.lots.length <= mostForProgram) tryKnownColumns(search)
  const open: Node[] = [{ region: everything(model, search.joins), bound: incumbent.bound, depth: 0, attempts: 0 }]
  for (let turn = 0; open.length > 0 && !incumbent.proved && !budget.spent(); turn++, yield root) {
    open.sort((a, b) => b.bound - a.bound || b.attempts - a.attempts || a.depth - b.depth)
    incumbent.raiseBound(open.at(-1)?.bound ?? incumbent.bound)
    const node = open.pop() as Node
    const parts = node.bound > incumbent.cutoff ? [] : explore(search, node)
    // Without an answer from HiGHS the node stays open, and so does the gap.
    if (!parts) return
    open.push(...parts)
    if (turn % nodesPerRounding === nodesPerRounding - 1) round(search, rootRoundings + turn, blocks)
  }
  if (open.every(({ bound }) => bound > incumbent.cutoff)) incumbent.exhaust()
}

const rootRoundings = 4
const nodesPerRounding = 3

/** The root's bound, and how many blocks its relaxation takes: the region holds every plan that would be an improvement. */
const relaxRoot = (search: TreeSearch): RootPrices | undefined => {
  const { model, incumbent, master } = search
  const region = tighten(model, everything(model, search.joins), incumbent.cutoff)
  if (!region) return undefined
  const { bound, lp, prices, least } = relax(search, region, { cutoff: incumbent.cutoff, toTheEnd: false })
  incumbent.raiseBound(bound)
  if (!lp || !prices || !least) return undefined
  const fewest = Math.ceil(tally(model, master.columns, lp.use).blocks - 1e-6)
  return { region, prices, least: least.opened, fewest }
}

/** Above this many lots the relaxation is slow, and local search should first have got all that it can. */
const slowRelaxation = 1_000

const polishFirst = (search: TreeSearch): void => {
  const { model, incumbent, budget } = search
  for (let before = Number.POSITIVE_INFINITY; incumbent.makespan < before && !incumbent.proved; ) {
    before = incumbent.makespan
    search.polish(incumbent.sequence)
    if (model.problem.lots.length < slowRelaxation || budget.spent()) return
  }
}

/** Above this many lots the program over all known columns takes its time and finds nothing. */
const mostForProgram = 150

/** One rounding of the relaxation, each turn another way: as it comes, or with no more blocks than the relaxation has. */
const round = (search: TreeSearch, turn: number, blocks: number): void => {
  const { model, incumbent, budget } = search
  if (incumbent.proved || budget.spent()) return
  const free = anyCounts(model)
  const region = turn % 2 === 0 ? free : withBlocks(free, { low: 0, high: blocks })
  tryDive(search, region, turn)
}

const tryDive = (search: TreeSearch, region: Region, turn: number): void => {
  const dice = new Dice(search.seed + turn)
  const noise = (turn % 10) / 10
  const columns = dive(search, { region, dice: () => dice.next() * noise })
  const sequence = columns && planFromCover(search.model, columns)
  if (!sequence) return
  search.incumbent.offer(sequence)
  if (!search.incumbent.proved) search.polish(sequence)
}

/** The parts of a node that may still hold something better; nothing when the budget ended before it was decided. */
const explore = (search: TreeSearch, node: Node): Node[] | undefined => {
  const { model, incumbent, master } = search
  const region = tighten(model, node.region, incumbent.cutoff)
  if (!region) return []
  const relaxation = relax(search, region, { cutoff: incumbent.cutoff, toTheEnd: false })
  const bound = Math.max(node.bound, relaxation.bound)
  if (bound > incumbent.cutoff) return []
  if (!relaxation.lp) return undefined
  const counts = tally(model, master.columns, relaxation.lp.use)
  const parts = split(region, counts) ?? isolate(region, counts)
  if (closeByEnumeration(search, region, relaxation, effortOf(node, parts === undefined))) return []
  if (parts) return parts.map((part) => ({ region: part, bound, depth: node.depth + 1, attempts: 0 }))
  tryDive(search, region, node.attempts)
  return [{ ...node, region, bound, attempts: node.attempts + 1 }]
}

/** A node that can still be split gets a look, a last one gets more with every visit. */
const effortOf = ({ attempts }: Node, last: boolean): Effort => {
  if (!last) return { columns: 1_500, steps: 100_000, nodes: 200, share: 0.1 }
  const factor = 4 ** Math.min(attempts, 3)
  return { columns: Math.min(5_000 * factor, mostColumns), steps: 300_000 * factor, nodes: 1_000 * factor, share: 0.3 }
}

/** HiGHS looks at its clock too rarely in larger programs. */
const mostColumns = 8_000
