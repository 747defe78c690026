import type { Micros } from '../../time.ts'
import { findSteps } from './block-pricer.ts'
import type { Column } from './column.ts'
import type { Hunt } from './hunt.ts'

/** The best block that was found, if any, and what no block costs less than: exact, or rounded down by the grid. */
export interface BestBlock {
  readonly column: Column | undefined
  readonly reducedCost: Micros
  readonly least: Micros
}

interface Asked {
  /** By the grid no block has a lower reduced cost. */
  readonly bound: Micros
  /** Only blocks below this are of use. */
  readonly limit: Micros
  /** For the search that decides. */
  readonly steps: number
}

type Visit = (hunt: Pick<Hunt, 'below' | 'steps' | 'found'>) => boolean

/** The grid's optimum is taken when a true block reaches it; otherwise branch and bound decides, as far as `steps` go. */
export const bestBlock = ({ bound, limit, steps }: Asked, visit: Visit): BestBlock => {
  let column: Column | undefined
  let reducedCost = Number.POSITIVE_INFINITY
  const take = (next: (cost: Micros) => Micros) => (found: Column, cost: Micros) => {
    column = found
    reducedCost = cost
    return next(cost)
  }
  visit({ below: bound + 1, steps: findSteps, found: take(() => Number.NEGATIVE_INFINITY) })
  if (column || bound >= limit) return { column, reducedCost, least: bound }
  const complete = visit({ below: limit, steps, found: take((cost) => cost) })
  return { column, reducedCost, least: complete ? Math.min(limit, reducedCost) : bound }
}
