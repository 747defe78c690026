import { Dice } from '../../random.ts'
import { type Micros, microsPerHour } from '../../time.ts'
import type { PackableLots } from './leftovers.ts'
import { RoomPacking } from './room-packing.ts'

/** Answers by so many rooms are kept. */
const mostKnown = 20_000
const moves = 60
/** What is left over beyond the least by weight without another try. */
const enough: Micros = microsPerHour / 4

interface Packed {
  readonly places: number[]
  readonly left: Micros
}

/** What lots of one type leave over by packings that are found: never less than the least, and always packed so. */
export class PackedLots implements PackableLots {
  readonly weight: Micros
  readonly lightest: Micros
  readonly work = 100
  readonly isExact = false
  readonly #weights: readonly Micros[]
  readonly #block: Micros
  readonly #most: number
  readonly #known = new Map<string, Packed>()

  /** Weights heaviest first; a block of this type alone holds `block`, in no more than `most` lots. */
  constructor(weights: readonly Micros[], block: Micros, most: number) {
    this.weight = weights.reduce((sum, weight) => sum + weight, 0)
    this.lightest = weights.at(-1) ?? 0
    this.#weights = weights
    this.#block = block
    this.#most = most
  }

  poured(rooms: readonly Micros[], blocks: number): Micros {
    return rooms.reduce((left, room) => left - room, this.weight - blocks * this.#block)
  }

  least(rooms: readonly Micros[], blocks: number): Micros {
    return this.#packed(rooms, blocks).left
  }

  pack(rooms: readonly Micros[], blocks: number): number[] {
    return [...this.#packed(rooms, blocks).places]
  }

  #packed(rooms: readonly Micros[], blocks: number): Packed {
    const key = `${rooms.join()}/${blocks}`
    const known = this.#known.get(key)
    if (known) return known
    if (this.#known.size >= mostKnown) this.#known.clear()
    const first = this.#try(rooms, blocks, false)
    const second = first.left > this.#enough(rooms, blocks) ? this.#try(rooms, blocks, true) : first
    const packed = second.left < first.left ? second : first
    this.#known.set(key, packed)
    return packed
  }

  /** Rooms first, or blocks first. */
  #try(rooms: readonly Micros[], blocks: number, blocksFirst: boolean): Packed {
    const sizes = [
      // Something else is in them.
      ...rooms.map((size) => ({ size, most: this.#most - 1 })),
      ...Array.from({ length: blocks }, () => ({ size: this.#block, most: this.#most })),
    ]
    const packing = new RoomPacking(this.#weights, sizes, new Dice(blocks))
    packing.fill(blocksFirst ? [...sizes.keys()].reverse() : [...sizes.keys()], rooms.length)
    if (sizes.length > 0) packing.improve(moves, this.#enough(rooms, blocks))
    return { places: packing.places, left: packing.left }
  }

  #enough(rooms: readonly Micros[], blocks: number): Micros {
    return Math.max(0, this.poured(rooms, blocks)) + enough
  }
}
