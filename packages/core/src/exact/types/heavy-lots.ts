import type { Micros } from '../../time.ts'

/** Where a set of lots ends when rooms are filled one after the other. */
interface Ends {
  readonly room: Uint8Array
  /** Rooms stand in a row: how far the set reaches at least. */
  readonly reach: Float64Array
}

/** Lots that are packed one by one, by dynamic programming over their sets. */
export class HeavyLots {
  readonly #weights: Float64Array
  readonly #block: Micros

  /** A block of its own holds `block`, no lot is heavier. */
  constructor(weights: readonly Micros[], block: Micros) {
    this.#weights = Float64Array.from(weights)
    this.#block = block
  }

  /** By how many are used of some rooms, and then of blocks: the most weight in them. */
  mostIn(rooms: readonly Micros[]): Float64Array {
    const { room } = this.#ends(rooms)
    const most = new Float64Array(rooms.length + this.#weights.length + 1)
    const sum = this.#sums()
    for (let set = 1; set < room.length; set++) {
      const used = (room[set] as number) + 1
      const weight = sum(set)
      if (weight > (most[used] as number)) most[used] = weight
    }
    for (let at = 1; at < most.length; at++) most[at] = Math.max(most[at] as number, most[at - 1] as number)
    return most
  }

  /** Room of each lot when so many rooms and blocks hold the most weight; −1 for what is left over. */
  place(rooms: readonly Micros[], used: number): number[] {
    const ends = this.#ends(rooms)
    const sum = this.#sums()
    let best = 0
    for (let set = 1; set < ends.room.length; set++)
      if ((ends.room[set] as number) < used && sum(set) > sum(best)) best = set
    const places = new Array<number>(this.#weights.length).fill(-1)
    while (best > 0) {
      const room = ends.room[best] as number
      const lot = this.#lastOf(best, rooms, ends)
      places[lot] = room
      best ^= 1 << lot
    }
    return places
  }

  /** The lot that came last. */
  #lastOf(set: number, rooms: readonly Micros[], { room, reach }: Ends): number {
    const ends = this.#endsOf(rooms)
    for (let left = set; left > 0; left &= left - 1) {
      const lot = lowestOf(left)
      const before = set ^ (1 << lot)
      const at = room[set] as number
      const start = room[before] === at ? (reach[before] as number) : (ends[at - 1] ?? 0)
      if (start + (this.#weights[lot] as number) === reach[set]) return lot
    }
    throw new Error('a set of lots was packed without a last one')
  }

  /** Of each room, then of as many blocks as there may be. */
  #endsOf(rooms: readonly Micros[]): Float64Array {
    let end = 0
    return Float64Array.from({ length: rooms.length + this.#weights.length + 1 }, (_, at) => {
      end += rooms[at] ?? this.#block
      return end
    })
  }

  /**
   * The least that every set reaches. Every way to go on from another packing of the set goes on from this one, because a
   * room that was left is not filled any more.
   */
  #ends(rooms: readonly Micros[]): Ends {
    const weights = this.#weights
    const ends = this.#endsOf(rooms)
    const room = new Uint8Array(1 << weights.length)
    const reach = new Float64Array(room.length)
    for (let set = 1; set < room.length; set++) {
      let bestRoom = 0
      let least = Number.POSITIVE_INFINITY
      for (let left = set; left > 0; left &= left - 1) {
        const lot = lowestOf(left)
        const before = set ^ (1 << lot)
        const weight = weights[lot] as number
        let at = room[before] as number
        let to = (reach[before] as number) + weight
        while (to > (ends[at] as number)) to = (ends[at++] as number) + weight
        if (to >= least) continue
        least = to
        bestRoom = at
      }
      room[set] = bestRoom
      reach[set] = least
    }
    return { room, reach }
  }

  /** Weights of sets, as sums of two halves: a table of all would be as large as what is looked for. */
  #sums(): (set: number) => Micros {
    const half = this.#weights.length >> 1
    const low = sumsOf(this.#weights.subarray(0, half))
    const high = sumsOf(this.#weights.subarray(half))
    return (set) => (low[set & ((1 << half) - 1)] as number) + (high[set >> half] as number)
  }
}

const lowestOf = (set: number): number => 31 - Math.clz32(set & -set)

const sumsOf = (weights: Float64Array): Float64Array => {
  const sums = new Float64Array(1 << weights.length)
  for (let set = 1; set < sums.length; set++)
    sums[set] = (sums[set & (set - 1)] as number) + (weights[lowestOf(set)] as number)
  return sums
}
