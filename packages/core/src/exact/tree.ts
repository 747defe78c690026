import type { Micros } from '../time.ts'
import { isolate, split, tally } from './branching.ts'
import { type Generation, relax } from './column-generation.ts'
import { planFromCover } from './cover-plan.ts'
import { Dice } from './dice.ts'
import { dive } from './dive.ts'
import type { Incumbent } from './incumbent.ts'
import type { ModelHost } from './linear-program.ts'
import { anyCounts, everything, type Region } from './region.ts'
import { closeByEnumeration, type Effort, tryKnownColumns } from './settle.ts'
import { tighten } from './tighten.ts'

interface Node {
  readonly region: Region
  /** From the parent, until the node has its own. */
  readonly bound: Micros
  readonly depth: number
  /** How often this node was left undecided; each time is allowed more. */
  readonly attempts: number
}

export interface TreeSearch extends Generation {
  readonly host: ModelHost
  readonly incumbent: Incumbent
  readonly seed: number
  /** Another way to look for shorter plans, given a turn between nodes. */
  polish(effort: number): void
}

/** Branches on the number of blocks and on the incidences of each type, best bound first, until the gap is closed. */
export const searchTree = (search: TreeSearch): void => {
  const { model, incumbent, budget } = search
  roundRoot(search)
  const open: Node[] = [{ region: everything(model), bound: incumbent.bound, depth: 0, attempts: 0 }]
  while (open.length > 0 && !incumbent.proved && !budget.spent()) {
    open.sort((a, b) => b.bound - a.bound || b.attempts - a.attempts || a.depth - b.depth)
    incumbent.raiseBound(open.at(-1)?.bound ?? incumbent.makespan)
    const node = open.pop()
    if (!node || node.bound > incumbent.cutoff) continue
    const parts = explore(search, node)
    if (!incumbent.proved) search.polish(1)
    // Without an answer from HiGHS the node stays open, and so does the gap.
    if (!parts) return
    open.push(...parts)
  }
  if (open.every(({ bound }) => bound > incumbent.cutoff)) incumbent.raiseBound(incumbent.makespan)
}

/** The root's bound and a first plan by rounding it: the sharper the cutoff, the smaller every region. */
const roundRoot = (search: TreeSearch): void => {
  const { model, incumbent } = search
  const region = tighten(model, everything(model), incumbent.cutoff)
  if (!region) return
  const { bound } = relax(search, region, { cutoff: incumbent.cutoff, toTheEnd: false })
  // The region holds every plan that would be an improvement, and no other.
  incumbent.raiseBound(bound)
  if (!incumbent.proved) search.polish(1)
  if (incumbent.proved) return
  tryDive(search, anyCounts(model), 0)
  if (!incumbent.proved && model.problem.lots.length <= mostForProgram) tryKnownColumns(search)
  if (!incumbent.proved) search.polish(3)
}

/** Above this many lots the program over all known columns takes its time and finds nothing. */
const mostForProgram = 150

const tryDive = (search: TreeSearch, region: Region, noise: number): void => {
  const dice = new Dice(search.seed + noise)
  const columns = dive(search, { region, dice: () => dice.next() * Math.min(1, noise / 4) })
  if (columns) search.incumbent.offer(planFromCover(search.model, columns))
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
  return { columns: 5_000 * factor, steps: 300_000 * factor, nodes: 1_000 * factor, share: 0.3 }
}
