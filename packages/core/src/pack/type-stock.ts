/** Lots taken for one block. */
export interface Taken {
  readonly lots: readonly number[]
  readonly load: number
}

/** How many first lots of a last pair are tried. */
const pairTries = 40

/** The lots of one type, heaviest first, from which blocks are filled. Positions are places in that order. */
export class TypeStock {
  readonly type: number
  readonly #lots: readonly number[]
  readonly #weights: Float64Array
  /** Next position that is not taken, with path halving; the size means none. */
  readonly #next: Int32Array
  readonly #pairPlaces: number | undefined
  /** Of the lots that are left. */
  #weight = 0
  left: number

  /**
   * `lots` come heaviest first. Blocks take heavy lots first; with `pairPlaces` they take them evenly, so that light ones
   * are not gone before the end, and are closed by a pair once so many mean lots have room.
   */
  constructor(type: number, lots: readonly number[], weights: Float64Array, pairPlaces?: number) {
    this.type = type
    this.#pairPlaces = pairPlaces
    this.left = lots.length
    this.#lots = lots
    this.#weights = new Float64Array(lots.length)
    this.#next = new Int32Array(lots.length + 1)
    for (let at = 0; at < lots.length; at++) {
      const weight = weights[lots[at] as number] as number
      this.#weights[at] = weight
      this.#weight += weight
      this.#next[at] = at
    }
    this.#next[lots.length] = lots.length
  }

  /**
   * Fills up to `room` with at most `most` lots: the heaviest opens, the best single or pair closes. Never empty if a lot
   * fits.
   */
  takeBlock(room: number, most: number): Taken {
    const lots: number[] = []
    let space = room
    const take = (at: number): void => {
      lots.push(this.#lots[at] as number)
      space -= this.#weights[at] as number
      this.#weight -= this.#weights[at] as number
      this.#next[at] = at + 1
      this.left -= 1
    }
    let at = this.#heaviestWithin(space)
    while (at < this.#lots.length && lots.length < most) {
      if (lots.length > 0 && this.#closes(at, space) && lots.length + 2 <= most) {
        const [first, second] = this.#bestPair(at, space)
        take(first)
        if (second !== undefined) take(second)
      } else take(lots.length === 0 ? at : this.#further(at, space))
      at = this.#heaviestWithin(space)
    }
    return { lots, load: room - space }
  }

  /** Mean lots that the space holds; at least one. */
  #places(space: number): number {
    return Math.max(1, Math.round((space * this.left) / this.#weight))
  }

  #closes(heaviest: number, space: number): boolean {
    return this.#pairPlaces === undefined
      ? space < 2.5 * (this.#weights[heaviest] as number)
      : this.#places(space) <= this.#pairPlaces
  }

  /** The heaviest lot, or the heaviest that leaves room for as many lots as the space should hold. */
  #further(heaviest: number, space: number): number {
    if (this.#pairPlaces === undefined) return heaviest
    const even = this.#heaviestWithin(space / this.#places(space))
    return even < this.#lots.length ? even : heaviest
  }

  #available(from: number): number {
    let at = from
    while (this.#next[at] !== at) {
      const next = this.#next[at] as number
      this.#next[at] = this.#next[next] as number
      at = this.#next[at] as number
    }
    return at
  }

  #heaviestWithin(space: number): number {
    return this.#available(this.#firstWithin(space))
  }

  /** Taken or not. */
  #firstWithin(space: number): number {
    let low = 0
    let high = this.#lots.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#weights[middle] as number) <= space) high = middle
      else low = middle + 1
    }
    return low
  }

  /**
   * The single lot or pair that fills the space best, looking at the heaviest candidates for the first place; the lighter
   * the first, the heavier the second may be.
   */
  #bestPair(from: number, space: number): [number, number?] {
    const size = this.#lots.length
    let best: [number, number?] = [from]
    let bestSum = -1
    let first = from
    let within = this.#firstWithin(space - (this.#weights[from] as number))
    for (let tries = 0; first < size && tries < pairTries && bestSum < space; tries++) {
      const weight = this.#weights[first] as number
      while (within > 0 && weight + (this.#weights[within - 1] as number) <= space) within -= 1
      const second = this.#available(Math.max(first + 1, within))
      const sum = weight + (second < size ? (this.#weights[second] as number) : 0)
      if (sum > bestSum) {
        bestSum = sum
        best = second < size ? [first, second] : [first]
      }
      first = this.#available(first + 1)
    }
    return best
  }
}
