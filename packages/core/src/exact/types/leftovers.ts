import type { Micros } from '../../time.ts'
import { HeavyLots } from './heavy-lots.ts'
import { LotSums } from './lot-sums.ts'

/** What the lots of one type leave over at least when they are packed into some given rooms and some blocks of their own. */
export interface TypeLots {
  readonly weight: Micros
  readonly lightest: Micros
  /** To know the least takes as long as looking at so many ways to hang types. */
  readonly work: number
  /** By weight alone; negative where room is left. */
  poured(rooms: readonly Micros[], blocks: number): Micros
  /** Never more than is left over by any packing. */
  least(rooms: readonly Micros[], blocks: number): Micros
}

/** Lots that can be packed as the answers about them promise, or nearly so. */
export interface PackableLots extends TypeLots {
  /** All lots are packed one by one. */
  readonly isExact: boolean
  /** Room of each lot, the blocks after the rooms; −1 for what is left over. */
  pack(rooms: readonly Micros[], blocks: number): number[]
}

/** Enough to be asked again soon; answers by other rooms are forgotten. */
const mostKnown = 20_000

/** All lots of a type. */
export class Leftovers implements PackableLots {
  readonly weight: Micros
  readonly lightest: Micros
  readonly work: number
  readonly isExact: boolean
  readonly #weights: readonly Micros[]
  readonly #block: Micros
  readonly #heavy: HeavyLots
  readonly #light: Micros
  readonly #sums: LotSums
  /** For some rooms: by how many are used, the most weight of heavy lots in them. */
  readonly #packed = new Map<string, Float64Array>()

  /**
   * Weights heaviest first; a block of this type alone holds `block`, no lot is heavier. The `most` heaviest are packed one
   * by one, lighter ones are poured.
   */
  constructor(weights: readonly Micros[], block: Micros, most: number) {
    this.weight = sumOf(weights)
    this.lightest = weights.at(-1) ?? 0
    this.work = Math.ceil(2 ** Math.min(most, weights.length) / 256)
    this.isExact = weights.length <= most
    this.#weights = weights
    this.#block = block
    this.#heavy = new HeavyLots(weights.slice(0, most), block)
    this.#light = sumOf(weights.slice(most))
    this.#sums = new LotSums(weights)
  }

  poured(rooms: readonly Micros[], blocks: number): Micros {
    return rooms.reduce((left, room) => left - room, this.weight - blocks * this.#block)
  }

  /** Exact where all lots are packed one by one. */
  least(rooms: readonly Micros[], blocks: number): Micros {
    const key = rooms.join()
    const packed = this.#packed.get(key) ?? this.#heavy.mostIn(rooms)
    if (this.#packed.size >= mostKnown) this.#packed.clear()
    this.#packed.set(key, packed)
    const most = packed[Math.min(rooms.length + blocks, packed.length - 1)] as number
    // What is left over is some of the lots.
    return this.#sums.next(Math.max(this.weight - this.#light - most, this.poured(rooms, blocks)))
  }

  /** Room of each lot, the blocks after the rooms; −1 for what is left over. Light lots go where they fit best. */
  pack(rooms: readonly Micros[], blocks: number): number[] {
    const sizes = [...rooms, ...new Array<Micros>(blocks).fill(this.#block)]
    const places = this.#heavy.place(rooms, sizes.length)
    for (const [lot, weight] of this.#weights.entries()) {
      const at = places[lot] ?? bestFit(sizes, weight)
      places[lot] = at
      if (at >= 0) sizes[at] = (sizes[at] as number) - weight
    }
    return places
  }
}

const sumOf = (weights: readonly Micros[]): Micros => weights.reduce((sum, weight) => sum + weight, 0)

/** The room that a lot fills most; −1 when it fits in none. */
const bestFit = (sizes: readonly Micros[], weight: Micros): number => {
  let best = -1
  for (const [at, size] of sizes.entries())
    if (size >= weight && (best < 0 || size < (sizes[best] as number))) best = at
  return best
}
