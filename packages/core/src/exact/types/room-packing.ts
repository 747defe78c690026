import { type Dice, drawTolerance } from '../../random.ts'
import { type Micros, microsPerHour } from '../../time.ts'
import { type Room, RoomFiller } from './room-filler.ts'

/** Lots of a pool are tried heaviest first, save that each may seem lighter than it is by up to this part. */
const noise = 0.5
/** At first a move may cost about as much as this. */
const warmth: Micros = microsPerHour / 2
/** How often a room takes the first lot that fits, whatever that leaves of it. */
const firstTaken = 0.7

/** Lots of one type in some rooms: filled one after the other, then two at a time anew, with what is left over. */
export class RoomPacking {
  readonly #weights: readonly Micros[]
  readonly #rooms: readonly Room[]
  readonly #dice: Dice
  readonly #filler: RoomFiller
  readonly #filled: number[][]
  #left: number[]

  /** Weights heaviest first. */
  constructor(weights: readonly Micros[], rooms: readonly Room[], dice: Dice) {
    this.#weights = weights
    this.#rooms = rooms
    this.#dice = dice
    this.#filler = new RoomFiller(weights)
    this.#filled = rooms.map(() => [])
    this.#left = [...weights.keys()]
  }

  /** Weight that is left over. */
  get left(): Micros {
    return this.#sum(this.#left)
  }

  /** Room of each lot, −1 for what is left over. */
  get places(): number[] {
    const places = new Array<number>(this.#weights.length).fill(-1)
    for (const [room, lots] of this.#filled.entries()) for (const lot of lots) places[lot] = room
    return places
  }

  /** Fills rooms in this order; those up to `free` need not take the heaviest lot there is. */
  fill(order: readonly number[], free: number): void {
    for (const at of order) {
      const room = this.#rooms[at] as Room
      const lots = this.#filler.fill(this.#left, room, at < free ? undefined : this.#firstFor(room, this.#left))
      this.#filled[at] = lots
      this.#left = without(this.#left, lots)
    }
  }

  /** Moves on until no more than `enough` is left over; ever colder. */
  improve(moves: number, enough: Micros): void {
    for (let move = 0; move < moves && this.left > enough; move++) this.#refill((1 - move / moves) ** 2)
  }

  #refill(heat: number): void {
    const chosen = [...new Set([this.#dice.below(this.#rooms.length), this.#dice.below(this.#rooms.length)])]
    let left = this.#mixed([...this.#left, ...chosen.flatMap((at) => this.#filled[at] ?? [])])
    const filled = chosen.map((at) => {
      const room = this.#rooms[at] as Room
      const lots = this.#filler.fill(
        left,
        room,
        this.#dice.next() < firstTaken ? this.#firstFor(room, left) : undefined,
      )
      left = without(left, lots)
      return lots
    })
    if (this.#sum(left) > this.left + heat * warmth * drawTolerance(this.#dice)) return
    for (const [at, room] of chosen.entries()) this.#filled[room] = filled[at] ?? []
    this.#left = left
  }

  /** Heaviest first, more or less. */
  #mixed(lots: readonly number[]): number[] {
    return lots
      .map((lot) => ({ lot, key: (this.#weights[lot] ?? 0) * (1 - noise * this.#dice.next()) }))
      .sort((a, b) => b.key - a.key)
      .map(({ lot }) => lot)
  }

  #firstFor({ size }: Room, lots: readonly number[]): number | undefined {
    return lots.find((lot) => (this.#weights[lot] as number) <= size)
  }

  #sum(lots: readonly number[]): Micros {
    return lots.reduce((sum, lot) => sum + (this.#weights[lot] as number), 0)
  }
}

const without = (lots: readonly number[], taken: readonly number[]): number[] =>
  lots.filter((lot) => !taken.includes(lot))
