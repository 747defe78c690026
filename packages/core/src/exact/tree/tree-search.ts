import type { Sequence } from '../../plan.ts'
import type { Micros } from '../../time.ts'
import type { Generation } from '../columns/column-generation.ts'
import type { ModelHost } from '../columns/linear-program.ts'
import type { Prices } from '../columns/prices.ts'
import type { Region } from '../columns/region.ts'
import type { Incumbent } from '../incumbent.ts'

/** Prices that bound the plans of a region; what holds for all blocks holds for those of some types too. */
export interface RootPrices {
  readonly region: Region
  readonly prices: Prices
  /** The least reduced cost of an opened block. */
  readonly least: Micros
  /** Blocks that the relaxation takes, rounded up. */
  readonly fewest: number
}

/** What the tree and its helpers at the nodes share. */
export interface TreeSearch extends Generation {
  readonly host: ModelHost
  readonly incumbent: Incumbent
  readonly seed: number
  /** Plans with fewer joins are not looked for, see `Region`. */
  readonly joins?: number
  /** Starts from a plan and offers what it makes of it. */
  polish(sequence: Sequence): void
}
