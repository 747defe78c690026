import type { Micros } from '../../time.ts'

/** What the lots of one type leave over at least when they are packed into some given rooms and some blocks of their own. */
export interface TypeLots {
  readonly weight: Micros
  readonly lightest: Micros
  /** By weight alone; negative where room is left. */
  poured(rooms: readonly Micros[], blocks: number): Micros
  /** Never more than is left over by any packing. */
  least(rooms: readonly Micros[], blocks: number): Micros
}

/** Enough to be asked again soon; answers by other rooms are forgotten. */
const mostKnown = 20_000

/** All lots of a type. */
export class Leftovers implements TypeLots {
  readonly weight: Micros
  readonly lightest: Micros
  /** All lots are packed one by one. */
  readonly isExact: boolean
  readonly #weights: readonly Micros[]
  readonly #block: Micros
  readonly #heavy: Float64Array
  /** Weight of each set of heavy lots, as bits. */
  readonly #sums: Float64Array
  /** For some rooms: by how many are used, the most weight of heavy lots in them. */
  readonly #packed = new Map<string, Float64Array>()

  /**
   * Weights heaviest first; a block of this type alone holds `block`, no lot is heavier. The `most` heaviest are packed one
   * by one, lighter ones are poured.
   */
  constructor(weights: readonly Micros[], block: Micros, most: number) {
    this.weight = weights.reduce((sum, weight) => sum + weight, 0)
    this.lightest = weights.at(-1) ?? 0
    this.isExact = weights.length <= most
    this.#weights = weights
    this.#block = block
    this.#heavy = Float64Array.from(weights.slice(0, most))
    this.#sums = new Float64Array(1 << this.#heavy.length)
    for (let set = 1; set < this.#sums.length; set++)
      this.#sums[set] = (this.#sums[set & (set - 1)] as number) + (this.#heavy[lowestOf(set)] as number)
  }

  poured(rooms: readonly Micros[], blocks: number): Micros {
    return rooms.reduce((left, room) => left - room, this.weight - blocks * this.#block)
  }

  /** Exact where all lots are packed one by one. */
  least(rooms: readonly Micros[], blocks: number): Micros {
    const key = rooms.join()
    const packed = this.#packed.get(key) ?? this.#mostIn(rooms)
    if (this.#packed.size >= mostKnown) this.#packed.clear()
    this.#packed.set(key, packed)
    const most = packed[Math.min(rooms.length + blocks, packed.length - 1)] as number
    return Math.max(0, (this.#sums.at(-1) as number) - most, this.poured(rooms, blocks))
  }

  /** Room of each lot, the blocks after the rooms; −1 for what is left over. Light lots go where they fit best. */
  pack(rooms: readonly Micros[], blocks: number): number[] {
    const sizes = [...rooms, ...new Array<Micros>(blocks).fill(this.#block)]
    const places = this.#placeHeavy(rooms, sizes.length)
    for (const [lot, weight] of this.#weights.entries()) {
      const at = places[lot] ?? bestFit(sizes, weight)
      places[lot] = at
      if (at >= 0) sizes[at] = (sizes[at] as number) - weight
    }
    return places
  }

  #mostIn(rooms: readonly Micros[]): Float64Array {
    const { last } = this.#states(rooms)
    const most = new Float64Array(rooms.length + this.#heavy.length + 1)
    for (let set = 1; set < last.length; set++) {
      const used = (last[set] as number) + 1
      most[used] = Math.max(most[used] as number, this.#sums[set] as number)
    }
    for (let at = 1; at < most.length; at++) most[at] = Math.max(most[at] as number, most[at - 1] as number)
    return most
  }

  #placeHeavy(rooms: readonly Micros[], used: number): number[] {
    const { last, load } = this.#states(rooms)
    let best = 0
    for (let set = 1; set < last.length; set++)
      if ((last[set] as number) < used && (this.#sums[set] as number) > (this.#sums[best] as number)) best = set
    const places = new Array<number>(this.#heavy.length).fill(-1)
    while (best > 0) {
      const room = last[best] as number
      const lot = this.#lastIn(best, room, load, last)
      places[lot] = room
      best ^= 1 << lot
    }
    return places
  }

  /** The lot that came last into the last room of a set. */
  #lastIn(set: number, room: number, load: Float64Array, last: Uint8Array): number {
    for (let left = set; left > 0; left &= left - 1) {
      const lot = lowestOf(left)
      const before = set ^ (1 << lot)
      const weight = this.#heavy[lot] as number
      const inRoom = last[before] === room ? (load[before] as number) + weight : weight
      if (inRoom === load[set]) return lot
    }
    throw new Error('a set of lots was packed without a last one')
  }

  /**
   * Of every set of heavy lots, the earliest room that it can end in when rooms and then blocks are filled one after the
   * other, and the least load in that. Every way to go on from another packing of the set goes on from this one.
   */
  #states(rooms: readonly Micros[]): { readonly last: Uint8Array; readonly load: Float64Array } {
    const heavy = this.#heavy
    const sizes = Float64Array.from({ length: rooms.length + heavy.length + 1 }, (_, at) => rooms[at] ?? this.#block)
    const last = new Uint8Array(this.#sums.length)
    const load = new Float64Array(this.#sums.length)
    for (let set = 1; set < last.length; set++) {
      let bestRoom = 255
      let bestLoad = 0
      for (let left = set; left > 0; left &= left - 1) {
        const lot = 31 - Math.clz32(left & -left)
        const before = set ^ (1 << lot)
        const weight = heavy[lot] as number
        let room = last[before] as number
        let inRoom = (load[before] as number) + weight
        if (inRoom > (sizes[room] as number)) {
          inRoom = weight
          do room++
          while (weight > (sizes[room] as number))
        }
        if (room > bestRoom || (room === bestRoom && inRoom >= bestLoad)) continue
        bestRoom = room
        bestLoad = inRoom
      }
      last[set] = bestRoom
      load[set] = bestLoad
    }
    return { last, load }
  }
}

const lowestOf = (set: number): number => 31 - Math.clz32(set & -set)

/** The room that a lot fills most; −1 when it fits in none. */
const bestFit = (sizes: readonly Micros[], weight: Micros): number => {
  let best = -1
  for (const [at, size] of sizes.entries())
    if (size >= weight && (best < 0 || size < (sizes[best] as number))) best = at
  return best
}
