import type { Micros } from '../../time.ts'
import type { Generation, Relaxation } from '../columns/column-generation.ts'
import { leastLoads } from '../columns/least-loads.ts'
import type { ModelHost } from '../columns/linear-program.ts'
import { dearestPlan, type Region } from '../columns/region.ts'
import { solveCover } from '../tree/cover-program.ts'
import type { Effort } from '../tree/settle.ts'

/** What the search for one bound shares. */
export interface DatedSearch extends Generation {
  readonly host: ModelHost
  /** The longest makespan that is asked for. */
  readonly cutoff: Micros
}

/** A node that can still be split gets a look, a last one more than that. */
const look: Effort = { columns: 1_500, steps: 100_000, nodes: 200, share: 0.1 }
const effort: Effort = { columns: 8_000, steps: 300_000, nodes: 1_000, share: 0.3 }

/**
 * The least makespan of blocks from a region that cover all lots, Infinity when it is beyond the cutoff: lists every block
 * that could be part of it. −Infinity when they are too many, or HiGHS does not come to an end.
 */
export const shortestCover = (
  { model, pricer, budget, host, cutoff }: DatedSearch,
  region: Region,
  { relaxation, last }: { readonly relaxation: Relaxation; readonly last: boolean },
): Micros => {
  const { prices, least, exactBound } = relaxation
  const { columns: most, steps, nodes, share } = last ? effort : look
  const slack = Math.min(cutoff, dearestPlan(model, region)) - exactBound
  if (!prices || !least || !Number.isFinite(slack)) return unknown
  const loads = (kind: Parameters<typeof leastLoads>[2]) => leastLoads(model, region, kind)
  const columns = pricer.list({ prices, least, slack, steps, most, loads, stop: () => budget.secondsLeft() <= 0 })
  if (!columns) return unknown
  const answer = solveCover(model, host, { region, columns, cutoff, nodes, seconds: budget.secondsLeft() * share })
  if (answer.kind === 'none') return Number.POSITIVE_INFINITY
  if (answer.kind === 'unknown' || !answer.best) return unknown
  return answer.columns.reduce((sum, { cost }) => sum + cost, model.base)
}

const unknown = Number.NEGATIVE_INFINITY
