import type { Micros } from '../../time.ts'
import type { TypeLots } from './leftovers.ts'

/** Lots of a type that go to a block apart from all others: between two weights, as far as is known. */
export interface Strays {
  readonly type: number
  readonly low: Micros
  readonly high: Micros
}

/** A type without its strays, which are as heavy as they may be. */
export class WithoutStrays implements TypeLots {
  readonly weight: Micros
  readonly lightest: Micros
  readonly work: number
  readonly #all: TypeLots
  readonly #strays: Micros

  constructor(all: TypeLots, { high }: Strays) {
    this.weight = all.weight - high
    this.lightest = all.lightest
    this.work = all.work
    this.#all = all
    this.#strays = high
  }

  poured(rooms: readonly Micros[], blocks: number): Micros {
    return this.#all.poured(rooms, blocks) - this.#strays
  }

  least(rooms: readonly Micros[], blocks: number): Micros {
    return this.#all.least(
      [...rooms, this.#strays].sort((a, b) => a - b),
      blocks,
    )
  }
}

/** The strays, as light as they may be: all in one block, and nothing hangs from that. */
export class OnlyStrays implements TypeLots {
  readonly weight: Micros
  readonly lightest: Micros
  readonly work: number

  constructor({ low }: Strays) {
    this.weight = low
    this.lightest = low
    this.work = 1
  }

  poured(rooms: readonly Micros[]): Micros {
    return rooms.length === 0 ? this.weight : Number.POSITIVE_INFINITY
  }

  least(rooms: readonly Micros[]): Micros {
    return this.poured(rooms)
  }
}
