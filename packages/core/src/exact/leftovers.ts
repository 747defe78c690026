import type { Micros } from '../time.ts'

/** So many of the heaviest lots are packed one by one, in about a fifth of a millisecond; lighter ones are poured. */
const mostPacked = 13

/** What the lots of one type leave over at least when they are packed into some given rooms and some blocks of their own. */
export class Leftovers {
  readonly weight: Micros
  readonly lightest: Micros
  readonly #block: Micros
  readonly #heavy: readonly Micros[]
  /** Weight of each set of heavy lots, as bits. */
  readonly #weights: Float64Array
  readonly #last: Uint8Array
  readonly #load: Float64Array
  readonly #packed = new Map<string, Float64Array>()

  /** Weights heaviest first; a block of this type alone holds `block`, no lot is heavier. */
  constructor(weights: readonly Micros[], block: Micros, most = mostPacked) {
    this.weight = weights.reduce((sum, weight) => sum + weight, 0)
    this.lightest = weights.at(-1) ?? 0
    this.#block = block
    this.#heavy = weights.slice(0, most)
    const sets = 1 << this.#heavy.length
    this.#weights = new Float64Array(sets)
    this.#last = new Uint8Array(sets)
    this.#load = new Float64Array(sets)
    for (let set = 1; set < sets; set++) {
      const first = 31 - Math.clz32(set & -set)
      this.#weights[set] = (this.#weights[set & (set - 1)] as number) + (this.#heavy[first] as number)
    }
  }

  /** By weight alone; negative where room is left. */
  poured(rooms: readonly Micros[], blocks: number): Micros {
    return rooms.reduce((left, room) => left - room, this.weight - blocks * this.#block)
  }

  /** Never more than is left over by any packing; exact where all lots are packed one by one. */
  least(rooms: readonly Micros[], blocks: number): Micros {
    const key = rooms.join()
    const packed = this.#packed.get(key) ?? this.#pack(rooms)
    this.#packed.set(key, packed)
    const most = packed[Math.min(rooms.length + blocks, packed.length - 1)] as number
    return Math.max(0, (this.#weights.at(-1) as number) - most, this.poured(rooms, blocks))
  }

  /**
   * The most weight of heavy lots that the first rooms hold, and then whole blocks, by how many of them. A set that ends in
   * an earlier room, or in the same with less load, can be continued in every way that another packing of it can.
   */
  #pack(rooms: readonly Micros[]): Float64Array {
    const most = new Float64Array(rooms.length + this.#heavy.length + 1)
    const sizes = Float64Array.from(most, (_, at) => rooms[at] ?? this.#block)
    for (let set = 1; set < this.#weights.length; set++) {
      this.#packSet(set, sizes)
      const used = (this.#last[set] as number) + 1
      most[used] = Math.max(most[used] as number, this.#weights[set] as number)
    }
    for (let at = 1; at < most.length; at++) most[at] = Math.max(most[at] as number, most[at - 1] as number)
    return most
  }

  /** The earliest last room of a set, and the least load in that: one of its lots comes last. */
  #packSet(set: number, sizes: Float64Array): void {
    let last = Number.POSITIVE_INFINITY
    let load = Number.POSITIVE_INFINITY
    for (let left = set; left > 0; left &= left - 1) {
      const lot = 31 - Math.clz32(left & -left)
      const weight = this.#heavy[lot] as number
      const before = set ^ (1 << lot)
      let room = this.#last[before] as number
      let inRoom = (this.#load[before] as number) + weight
      if (inRoom > (sizes[room] as number)) {
        inRoom = weight
        do room++
        while (weight > (sizes[room] as number))
      }
      if (room > last || (room === last && inRoom >= load)) continue
      last = room
      load = inRoom
    }
    this.#last[set] = last
    this.#load[set] = load
  }
}
