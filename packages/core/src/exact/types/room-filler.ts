import { type Micros, microsPerHour } from '../../time.ts'

/** Branchings that one room may take. */
const mostSteps = 1_500
/** A room with less to spare is full. */
const crumb: Micros = microsPerHour / 64

/** What a room takes. */
export interface Room {
  readonly size: Micros
  /** In lots. */
  readonly most: number
}

/** Chooses lots that fill one room, by depth-first search that takes the first lots first. */
export class RoomFiller {
  readonly #weights: readonly Micros[]
  /** Weight of each lot and all after it. */
  #rest = new Float64Array(0)
  #lots: readonly number[] = []
  #taken: number[] = []
  #best: number[] = []
  #most: Micros = 0
  #enough: Micros = 0
  #lotsLeft = 0
  #steps = 0

  constructor(weights: readonly Micros[]) {
    this.#weights = weights
  }

  /** Of some lots those that fill a room, nearly to the crumb where that is quick; `first` among them. */
  fill(lots: readonly number[], { size, most }: Room, first?: number): number[] {
    if (most < 1) return []
    const load = first === undefined ? 0 : (this.#weights[first] as number)
    this.#lots = lots.filter((lot) => lot !== first)
    this.#rest = new Float64Array(this.#lots.length + 1)
    for (let at = this.#lots.length - 1; at >= 0; at--)
      this.#rest[at] = (this.#rest[at + 1] as number) + this.#weightOf(at)
    this.#taken = first === undefined ? [] : [first]
    this.#lotsLeft = most - this.#taken.length
    this.#best = [...this.#taken]
    this.#most = load
    this.#enough = size - crumb
    this.#steps = 0
    this.#from(0, size - load, load)
    return this.#best
  }

  #from(start: number, room: Micros, load: Micros): void {
    if (load > this.#most) {
      this.#most = load
      this.#best = [...this.#taken]
    }
    if (this.#lotsLeft <= 0) return
    for (let at = start; at < this.#lots.length; at++) {
      if (this.#most >= this.#enough || this.#steps > mostSteps) return
      if (load + (this.#rest[at] as number) <= this.#most) return
      const weight = this.#weightOf(at)
      if (weight > room) continue
      this.#steps++
      this.#taken.push(this.#lots[at] as number)
      this.#lotsLeft--
      this.#from(at + 1, room - weight, load + weight)
      this.#lotsLeft++
      this.#taken.pop()
    }
  }

  #weightOf(at: number): Micros {
    return this.#weights[this.#lots[at] as number] as number
  }
}
