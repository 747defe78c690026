import type { Column } from '../columns/column.ts'
import type { Relaxation } from '../columns/column-generation.ts'
import { leastLoads } from '../columns/least-loads.ts'
import { dearestPlan, everything, type Region } from '../columns/region.ts'
import { planFromCover } from './cover-plan.ts'
import { solveCover } from './cover-program.ts'
import type { TreeSearch } from './tree-search.ts'

/** How much work one node's enumeration may be; `share` is the part of the time left that HiGHS may take. */
export interface Effort {
  readonly columns: number
  readonly steps: number
  readonly nodes: number
  readonly share: number
}

/** Lists every block that a better plan could use and lets the cover program choose; true when the node is finished. */
export const closeByEnumeration = (
  search: TreeSearch,
  region: Region,
  relaxation: Relaxation,
  effort: Effort,
): boolean => {
  const { model, incumbent, host, budget } = search
  const { nodes, share } = effort
  const columns = usefulBlocks(search, region, relaxation, effort)
  if (!columns) return false
  const seconds = budget.secondsLeft() * share
  const answer = solveCover(model, host, { region, columns, cutoff: incumbent.cutoff, nodes, seconds })
  if (answer.kind === 'none') return true
  if (answer.kind === 'unknown') return false
  incumbent.offer(planFromCover(model, answer.columns))
  // No plan of the region is shorter than its best cover; a plan of that length ends the matter.
  const value = answer.columns.reduce((sum, column) => sum + column.cost, model.base)
  return answer.best && incumbent.makespan <= value
}

/** A first plan from the columns that the relaxation needed anyway. */
export const tryKnownColumns = ({ model, master, incumbent, host, budget }: TreeSearch): void => {
  const answer = solveCover(model, host, {
    region: everything(model),
    columns: master.columns,
    cutoff: incumbent.cutoff,
    nodes: 300,
    seconds: budget.secondsLeft() * 0.1,
  })
  if (answer.kind === 'found') incumbent.offer(planFromCover(model, answer.columns))
}

/** Blocks whose reduced cost fits into the gap; nothing when they are too many. */
const usefulBlocks = (
  { model, pricer, incumbent, budget }: TreeSearch,
  region: Region,
  { prices, least, exactBound }: Relaxation,
  effort: Effort,
): Column[] | undefined =>
  prices &&
  least &&
  pricer.list({
    prices,
    least,
    slack: Math.min(incumbent.cutoff, dearestPlan(model, region)) - exactBound,
    steps: effort.steps,
    most: effort.columns,
    loads: (kind) => leastLoads(model, region, kind),
    stop: () => budget.secondsLeft() <= 0,
  })
