import type { Problem } from '../../problem.ts'
import type { Budget, MilpSolver } from '../../search.ts'
import type { Micros } from '../../time.ts'
import { singleLots } from '../columns/column.ts'
import { relax } from '../columns/column-generation.ts'
import { guarded, modelHost } from '../columns/linear-program.ts'
import { Master } from '../columns/master.ts'
import { everything, type Region } from '../columns/region.ts'
import { isolate, split, tally } from '../tree/branching.ts'
import { tighten } from '../tree/tighten.ts'
import { datedModel } from './dated-model.ts'
import { DatedPricer } from './dated-pricer.ts'
import { type DatedSearch, shortestCover } from './shortest-cover.ts'

export interface DatedTask {
  readonly budget: Budget
  readonly milp: MilpSolver
  /** Only plans shorter than this are asked for. */
  readonly below: Micros
  /** Hears of makespans that no plan with every lot on time undercuts. */
  raise(end: Micros): void
}

interface Node {
  readonly region: Region
  readonly bound: Micros
}

/**
 * Bounds plans that miss no more than each lot must by itself: column generation over blocks whose lots one moment suits,
 * branching on the number of blocks and on how many blocks have each type, and a cover of listed blocks where they are few.
 */
export const boundOnTime = (problem: Problem, { budget, milp, below, raise }: DatedTask): void => {
  const host = modelHost(milp)
  const dated = datedModel(problem)
  const { model } = dated
  const master = host && guarded(() => new Master(model, host))
  if (!master) return
  try {
    master.add(singleLots(model))
    const pricer = new DatedPricer(dated, () => budget.secondsLeft() <= 0)
    if (closeNodes({ model, master, pricer, budget, host, cutoff: below - 1 }, raise)) raise(below)
  } finally {
    master.dispose()
  }
}

/** Best bound first, so that the next node's bound is everybody's. True when no node holds a plan within the cutoff. */
const closeNodes = (search: DatedSearch, raise: (end: Micros) => void): boolean => {
  const { model, budget, cutoff } = search
  let open: Node[] = [{ region: everything(model), bound: 0 }]
  for (let node = open.pop(); !budget.spent(); node = open.pop()) {
    if (!node || node.bound > cutoff) return true
    raise(node.bound)
    const parts = explore(search, node)
    if (!parts) return false
    open = [...open, ...parts].sort((a, b) => b.bound - a.bound)
  }
  return false
}

/** The parts of a node that may hold a plan, each with its bound; nothing where there is no way on. */
const explore = (search: DatedSearch, node: Node): Node[] | undefined => {
  const { model, master, cutoff } = search
  const region = tighten(model, node.region, cutoff)
  if (!region) return []
  const relaxation = relax(search, region, { cutoff, toTheEnd: false })
  const bound = Math.max(node.bound, relaxation.bound)
  if (bound > cutoff) return []
  if (!relaxation.lp) return undefined
  const counts = tally(model, master.columns, relaxation.lp.use)
  const parts = split(region, counts) ?? isolate(region, counts)
  const shortest = shortestCover(search, region, { relaxation, last: parts === undefined })
  if (shortest > cutoff) return []
  if (parts) return parts.map((part) => ({ region: part, bound }))
  return shortest > node.bound || bound > node.bound ? [{ region, bound: Math.max(bound, shortest) }] : undefined
}
