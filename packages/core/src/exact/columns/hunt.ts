import type { Micros } from '../../time.ts'
import type { Column } from './column.ts'
import type { Prices } from './prices.ts'

/** What to look for among all blocks of a kind. */
export interface Hunt {
  readonly prices: Prices
  /** Lots of each group that a block may take. */
  readonly available: Int32Array
  /** Blocks whose reduced cost is below this are wanted. */
  readonly below: Micros
  /** Leave out blocks that another one serves as well: with one lot more, or a longer one of the same type. */
  readonly maximalOnly: boolean
  /** Types that a block must have, as bits, and no others. */
  readonly exactly?: number
  /** Weight that a block must hold of each type it has, and of all types together. */
  readonly least?: LeastLoads
  /** Stop after this many branchings; the answer then says that it is not complete. */
  readonly steps: number
  /** Asked now and then; true ends the hunt as if its steps were used up. */
  stop?(): boolean
  /** Takes a block and its reduced cost; returns what is wanted from now on, −Infinity to stop. */
  found(column: Column, reducedCost: Micros): Micros
}

export interface LeastLoads {
  readonly types: readonly Micros[]
  readonly total: Micros
}
