import type { Micros } from '../../time.ts'
import type { BlockKind, BlockModel } from '../model/block-model.ts'
import type { Column } from './column.ts'
import type { Hunt, LeastLoads } from './hunt.ts'
import type { LeastCosts, Prices } from './prices.ts'

export interface Priced {
  readonly columns: readonly Column[]
  readonly least: LeastCosts
}

/** Which blocks to list: those with a reduced cost less than `slack` above the least of their kind. */
export interface Listing {
  readonly prices: Prices
  readonly least: LeastCosts
  readonly slack: Micros
  readonly steps: number
  readonly most: number
  loads(kind: BlockKind): LeastLoads
  stop(): boolean
}

/** Finds blocks worth more than they cost. Keeps its tables, which are large, between calls. */
export interface BlockPricer {
  /** Lots of each group. */
  readonly demand: Int32Array
  /** The least reduced cost of each kind, never too high, and up to `most` blocks that pay, the best first. */
  price(prices: Prices, most: number, demand?: Int32Array): Priced
  /** All blocks of a listing; nothing when they are too many. */
  list(listing: Listing): Column[] | undefined
}

/** A thousandth of a second of fill: reduced costs nearer to zero than this change nothing worth a column. */
const worthwhile: Micros = 1_000
export const findSteps = 4_000
export const proveSteps = 60_000

/** Lots of each group that a plan has to fill. */
export const demandOf = ({ groups }: BlockModel): Int32Array => Int32Array.from(groups, ({ lots }) => lots.length)

/** Below this reduced cost a block of the kind is part of the listing. */
const listedBelow = ({ least, slack }: Listing, carried: boolean): Micros =>
  slack + (carried ? Math.min(0, least.carried ?? 0) : least.opened) + 1

/** Collects the blocks of a listing, hunt by hunt. */
export class ListedBlocks {
  readonly columns: Column[] = []
  readonly #listing: Listing

  constructor(listing: Listing) {
    this.#listing = listing
  }

  /** What a hunt needs to know, and where it leaves what it finds. */
  hunt(carried: boolean): Pick<Hunt, 'prices' | 'below' | 'stop' | 'found'> {
    const { prices, most } = this.#listing
    const below = listedBelow(this.#listing, carried)
    const found = (column: Column): Micros => {
      this.columns.push(column)
      return this.columns.length > most ? Number.NEGATIVE_INFINITY : below
    }
    return { prices, below, found, stop: () => this.#listing.stop() }
  }

  get tooMany(): boolean {
    return this.columns.length > this.#listing.most
  }
}

/** A block is worth adding below this reduced cost. */
export const paysBelow = ({ opened, carried }: Prices, kind: { readonly carried: boolean }): Micros =>
  (kind.carried ? carried : opened) - worthwhile

/** Takes the lots of a block away. */
export const takeLots = (available: Int32Array, column: Column): void => {
  for (const [at, group] of column.groups.entries())
    available[group] = Math.max(0, (available[group] ?? 0) - (column.counts[at] ?? 0))
}
